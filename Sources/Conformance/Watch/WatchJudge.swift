/// Compares what was seen of a watched path with the limit. Pure.
enum WatchJudge {
  /// The verdict and one sentence on how it came about.
  static func judge(
    _ log: PathLog, isExpectedToWork: Bool?, problem: Sentence?, maximumOutage: Double
  ) -> (verdict: Verdict, explanation: Sentence) {
    guard isExpectedToWork == true else {
      let why: Sentence =
        isExpectedToWork == false ? "the setting predicts that it does not work" : "the rules predict neither way"
      return (.notApplicable, "\(why); \(log.answered) of \(log.sent) probes were answered")
    }
    let longest = log.longestOutage
    if let longest, longest.seconds > maximumOutage {
      return (.deviates, "\(text(longest)), longer than the \(seconds(maximumOutage)) that are let pass")
    }
    // Of an outage that a turn cut off nobody knows how long it was.
    if let cut = log.outages.filter(\.isAtLeast).max(by: { $0.seconds < $1.seconds }) {
      return (
        .inconclusive,
        "\(text(cut)); whether it was longer than the \(seconds(maximumOutage)) that are let pass is not known"
      )
    }
    if log.sent == 0 { return (.inconclusive, problem ?? "nothing was sent") }
    if log.unobservedSeconds > maximumOutage {
      return (
        .inconclusive,
        "it was not watched for \(seconds(log.unobservedSeconds)): \(problem ?? "the exec session had broken")"
      )
    }
    guard let longest else { return (.conforms, "every probe was answered") }
    return (.conforms, "\(text(longest)), within the limit of \(seconds(maximumOutage))")
  }

  private static func text(_ outage: PathLog.Outage) -> Sentence {
    let (time, lost) = (seconds(outage.seconds), outage.lost)
    return switch (outage.isAtLeast, outage.isOver, outage.outlastedTurn == true) {
    case (false, true, _): "the longest outage was \(time) (\(lost) lost)"
    case (false, false, _): "the longest outage was \(time) (\(lost) lost, not over)"
    case (true, _, true): "an outage was at least \(time) (\(lost) lost, still failing when its turn ended)"
    case (true, true, false): "an outage was at least \(time) (\(lost) lost, failing already when its turn began)"
    case (true, false, false):
      "an outage was at least \(time) (\(lost) lost, failing already when its turn began, not over)"
    }
  }

  static func seconds(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }
}
