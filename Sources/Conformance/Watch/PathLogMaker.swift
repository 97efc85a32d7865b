import Probes

/// Turns a path's answers into a summary. Pure.
struct PathLogMaker {
  let method: WatchProbe.Method
  /// The time between two probes, in seconds: of requests the pause, to which the program's own time is added.
  let interval: Double
  let sessions: [PodTranscript.Session]
  /// From when until when the path was to be watched, by our clock.
  let watched: ClosedRange<Double>

  /// A script says something every second, and what it says takes a while: less than this is no silence.
  static let silence = 3.0

  /// Answers to probes of the last second may still be under way when the watch ends.
  private static let grace = 1.0

  func log(_ path: PodTranscript.Path) -> PathLog {
    var log = PathLog(remarks: path.remarks)
    for index in sessions.indices {
      let answers = unique(path.answers.filter { $0.session == index })
      let part =
        method == .ping
        ? pings(answers, sessions[index]) : requests(answers, path.failures.filter { $0.session == index }, index)
      log.sent += part.sent
      log.answered += part.answered
      log.outages += part.outages
      log.observedSeconds += sessions[index].last - sessions[index].first
    }
    let times = path.answers.map(\.roundTrip)
    log.late = times.count { $0 > interval }
    log.medianMilliseconds = RobustStatistics.median(times).map { $0 * 1000 }
    log.longestMilliseconds = times.max().map { $0 * 1000 }
    log.unobservedSeconds = unobserved
    return log
  }

  /// The time outside of all sessions, by our clock: between the end of one and the beginning of the next, before a first
  /// one that came late, and after a last one that broke and was never made again.
  private var unobserved: Double {
    guard let first = sessions.first, let last = sessions.last else { return watched.upperBound - watched.lowerBound }
    let between = zip(sessions, sessions.dropFirst()).reduce(0) { sum, pair in
      sum + max(0, pair.1.began - pair.0.ended)
    }
    let ends = [first.began - watched.lowerBound, watched.upperBound - last.ended]
    return between + ends.reduce(0) { $0 + ($1 > Self.silence ? $1 : 0) }
  }

  /// In the order of sending, each once.
  private func unique(_ answers: [PodTranscript.Answer]) -> [PodTranscript.Answer] {
    let sorted = answers.sorted { ($0.process, $0.sequence) < ($1.process, $1.sequence) }
    return sorted.enumerated().filter { index, answer in
      index == 0 || sorted[index - 1].process != answer.process || sorted[index - 1].sequence != answer.sequence
    }.map(\.element)
  }

  // MARK: - Ping: what is lost leaves a gap in the numbers

  private func pings(_ answers: [PodTranscript.Answer], _ session: PodTranscript.Session) -> PathLog {
    var log = PathLog()
    log.answered = answers.count
    let pace = pace(answers)
    var last = session.first - pace
    var previous: PodTranscript.Answer?
    for answer in answers {
      let lost: Int
      if let previous, previous.process == answer.process {
        lost = answer.sequence - previous.sequence - 1
      } else if previous == nil, answer.process <= 1 {
        lost = answer.sequence
      } else {
        // Between two processes only time tells; a ping that died had something to send and could not.
        lost = max(1, Int(((answer.sent - last) / pace).rounded()) - 1)
      }
      if lost > 0 { log.outages.append(outage(after: last, until: answer.sent, lost, pace, session, isOver: true)) }
      log.sent += lost + 1
      last = answer.sent
      previous = answer
    }
    // The least that is more than an error of rounding.
    let open = Int(((session.last - Self.grace - last) / pace + 1e-6).rounded(.down))
    if open > 0 {
      let end = session.last
      log.outages.append(outage(after: last, until: end, open, pace, session, isOver: false))
      log.sent += open
    }
    return log
  }

  /// The time between two echo requests as it was: a busy node sends a little later than asked.
  private func pace(_ answers: [PodTranscript.Answer]) -> Double {
    let runs = Dictionary(grouping: answers, by: \.process).values
    let spans = runs.compactMap { run -> (time: Double, count: Int)? in
      guard let first = run.first, let last = run.last, last.sequence > first.sequence else { return nil }
      return (last.sent - first.sent, last.sequence - first.sequence)
    }
    let count = spans.reduce(0) { $0 + $1.count }
    // Of a few answers the jitter of arrival would be taken for the pace.
    guard count >= 10 else { return interval }
    return max(interval, spans.reduce(0) { $0 + $1.time } / Double(count))
  }

  private func outage(
    after last: Double, until next: Double, _ lost: Int, _ pace: Double, _ session: PodTranscript.Session, isOver: Bool
  ) -> PathLog.Outage {
    // `lost` probes in a row: longer than the span from the first to the last of them, shorter than the span between
    // the answered ones around them.
    let seconds = isOver ? Double(lost) * pace : max(Double(lost) * pace, next - last - pace)
    return PathLog.Outage(
      began: last + pace + session.offset, ended: next + session.offset, seconds: seconds, lost: lost, isOver: isOver)
  }

  // MARK: - Requests: each one says how it ended

  private func requests(
    _ answers: [PodTranscript.Answer], _ failures: [PodTranscript.Failure], _ index: Int
  ) -> PathLog {
    let session = sessions[index]
    let successes = answers.map { (began: $0.sent, ended: $0.sent + $0.roundTrip, answered: true) }
    let all = (successes + failures.map { (began: $0.began, ended: $0.ended, answered: false) })
      .sorted { $0.began < $1.began }
    var log = PathLog(sent: all.count, answered: successes.count)
    var open: (began: Double, ended: Double, lost: Int)?
    for request in all {
      if request.answered {
        if let failed = open {
          log.outages.append(
            .init(
              began: failed.began + session.offset, ended: request.began + session.offset,
              seconds: request.began - failed.began, lost: failed.lost, isOver: true))
        }
        open = nil
      } else {
        open = (open?.began ?? request.began, request.ended, (open?.lost ?? 0) + 1)
      }
    }
    if let failed = open {
      log.outages.append(
        .init(
          began: failed.began + session.offset, ended: failed.ended + session.offset,
          seconds: failed.ended - failed.began, lost: failed.lost, isOver: false))
    }
    return log
  }
}
