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
    outage.isOver
      ? "the longest outage was \(seconds(outage.seconds)) (\(outage.lost) lost)"
      : "the longest outage was \(seconds(outage.seconds)) (\(outage.lost) lost, not over)"
  }

  static func seconds(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }
}
