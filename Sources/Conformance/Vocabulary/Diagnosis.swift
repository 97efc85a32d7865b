/// An explanation of a verdict: what is seen, why, and what to do.
public struct Diagnosis: Sendable, Hashable, Codable {
  /// A stable identifier of the cause, for example `vxlan-blocked`.
  public var code: String
  /// What is seen.
  public var symptom: String
  /// The most likely cause, given everything else that was measured.
  public var cause: String
  /// What to do.
  public var remedy: String

  /// Makes a diagnosis.
  public init(code: String, symptom: String, cause: String, remedy: String) {
    self.code = code
    self.symptom = symptom
    self.cause = cause
    self.remedy = remedy
  }
}
