/// What a rule derives from the cluster's facts before anything is sent.
public struct Expectation: Sendable, Hashable, Codable {
  /// What should be seen.
  public var outcome: Outcome
  /// Why, in terms of this cluster's own devices and addresses.
  public var reason: String
  /// Where the rule comes from: a file of Cilium or Kubernetes, a section of the guide, an RFC.
  public var source: String

  /// Makes an expectation.
  public init(_ outcome: Outcome, because reason: String, source: String) {
    self.outcome = outcome
    self.reason = reason
    self.source = source
  }
}

/// A rule's answer: either something to expect, or a reason why the question does not arise.
public enum Prediction: Sendable, Hashable {
  /// The aspect applies, and this is expected.
  case expected(Expectation)
  /// The aspect does not apply to this subject on this cluster, with the reason.
  case notApplicable(String)
  /// A fact that the rule needs could not be read, with the reason. Never green.
  case unknown(String)
}
