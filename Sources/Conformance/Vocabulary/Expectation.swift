/// What a rule derives from the cluster's facts before anything is sent.
public struct Expectation: Sendable, Hashable, Codable {
  /// What should be seen.
  public var outcome: Outcome
  /// Why, in terms of this cluster's own devices and addresses.
  public var reason: Sentence
  /// Where the rule comes from: a file of Cilium or Kubernetes, a section of the guide, an RFC.
  public var source: String
  /// Why, as a value that evidence can confirm or contradict; `nil` in records from before it was kept.
  public var mechanism: Mechanism?
  /// The rule that says so, by its stable name (``Rule``); `nil` in records from before it was kept.
  public var rule: String?

  /// Makes an expectation as a record holds it.
  public init(_ outcome: Outcome, because reason: Sentence, source: String) {
    self.outcome = outcome
    self.reason = reason
    self.source = source
  }

  /// Makes an expectation by a rule.
  public init(_ outcome: Outcome, by mechanism: Mechanism, _ rule: Rule, because reason: Sentence) {
    self.init(outcome, because: reason, source: rule.source)
    self.mechanism = mechanism
    self.rule = rule.rawValue
  }
}

/// A rule's answer: either something to expect, or a reason why the question does not arise.
public enum Prediction: Sendable, Hashable {
  /// The aspect applies, and this is expected.
  case expected(Expectation)
  /// The aspect does not apply to this subject on this cluster, with the reason.
  case notApplicable(Sentence)
  /// A fact that the rule needs could not be read, with the reason. Never green.
  case unknown(Sentence)

  /// Why it is so.
  public var reason: Sentence {
    switch self {
    case .expected(let expectation): expectation.reason
    case .notApplicable(let reason), .unknown(let reason): reason
    }
  }
}
