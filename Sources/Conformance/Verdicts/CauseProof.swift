/// Whether evidence bears out why a path fails as predicted: that it fails proves little.
public struct CauseProof: Sendable, Hashable, Codable {
  /// What the evidence says of the predicted mechanism.
  public enum Conclusion: String, Sendable, Codable, Hashable {
    /// It was seen at work.
    case proven
    /// Nothing that was seen speaks for or against it.
    case unproven
    /// Something was seen that cannot be, if it were so.
    case contradicted
  }

  /// What the evidence says.
  public var conclusion: Conclusion
  /// What was seen, or why nothing was, in half a sentence.
  public var detail: Sentence

  /// Makes a proof.
  public init(_ conclusion: Conclusion, _ detail: Sentence) {
    self.conclusion = conclusion
    self.detail = detail
  }
}
