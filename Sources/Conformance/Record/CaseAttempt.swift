/// One measurement of a case that was repeated afterwards.
public struct CaseAttempt: Sendable, Codable, Hashable {
  /// What was measured; `nil` when nothing was meant to be.
  public var observation: Observation?
  /// The comparison of this measurement with the prediction.
  public var verdict: Verdict
  /// One sentence on how that verdict came about.
  public var explanation: Sentence

  /// Makes an attempt.
  public init(observation: Observation?, verdict: Verdict, explanation: Sentence) {
    self.observation = observation
    self.verdict = verdict
    self.explanation = explanation
  }
}

extension CaseRecord {
  /// Whether the case conforms although something was lost: it was measured again, or of many tries some got no answer, no
  /// more of them than is tolerated.
  public var isFlaky: Bool { verdict == .conforms && (attempts > 1 || observation?.samples?.isMixed == true) }
}

extension ScenarioRecord {
  /// How many cases conform although something was lost.
  public var flakyCount: Int { cases.count { $0.isFlaky } }
}

extension RunRecord {
  /// How many cases of all scenarios conform although something was lost.
  public var flakyCount: Int { scenarios.reduce(0) { $0 + $1.flakyCount } }
}
