// What a path's log is where nodes take turns. Pure.
extension PathLog {
  /// The log of one turn, which began when all pods had been answering for a moment: what was lost and over before that
  /// is a pod's start. Of an outage that was there from the pod's first sign on, or is not over, only the least length is
  /// known.
  ///
  /// - Parameters:
  ///   - began: When the turn began, in seconds since the watch began.
  ///   - firstSign: Until when a first probe of the pod is sent; what is lost later was answered before.
  ///   - ended: When it ended; nothing was under watch any longer.
  ///   - endsWatch: Whether it was not the turn's end that ended what is known, but the watch's.
  func ofTurn(
    from began: Double, firstSign: Double, until ended: Double, endsWatch: Bool = false
  ) -> PathLog {
    var log = self
    log.outages = outages.filter { !$0.isOver || $0.ended > began }
    log.sent -= outages.reduce(0) { $0 + $1.lost } - log.outages.reduce(0) { $0 + $1.lost }
    for index in log.outages.indices {
      if log.outages[index].began <= firstSign { log.outages[index].beganBeforeTurn = true }
    }
    if !endsWatch, let last = log.outages.indices.last, !log.outages[last].isOver {
      log.outages[last].outlastedTurn = true
    }
    log.observedSeconds = min(observedSeconds, max(0, ended - began))
    return log
  }

  /// Whether nothing had answered for some time when it was looked at last.
  var isFailing: Bool { outages.last?.isOver == false }

  /// What several turns saw of one path. The median is that of the turns' medians, each as often as it has answers.
  static func joined(_ logs: [PathLog]) -> PathLog {
    guard logs.count != 1, var all = logs.first else { return logs.first ?? PathLog() }
    for log in logs.dropFirst() {
      all.sent += log.sent
      all.answered += log.answered
      all.late += log.late
      all.outages += log.outages
      all.observedSeconds += log.observedSeconds
      all.unobservedSeconds += log.unobservedSeconds
      all.remarks += log.remarks.filter { !all.remarks.contains($0) }
    }
    all.outages.sort { $0.began < $1.began }
    all.longestMilliseconds = logs.compactMap(\.longestMilliseconds).max()
    let medians = logs.compactMap { log in log.medianMilliseconds.map { (value: $0, count: log.answered) } }
      .sorted { $0.value < $1.value }
    var left = (medians.reduce(0) { $0 + $1.count } + 1) / 2
    all.medianMilliseconds =
      medians.first { median in
        left -= median.count
        return left <= 0
      }?.value
    return all
  }
}
