/// A case by name: what tells it from the others of its scenario.
public struct CaseKey: Hashable, Sendable, Codable {
  /// What is asked.
  public var aspect: Aspect
  /// Of which node or pair.
  public var subject: Subject

  /// Makes a case's name.
  public init(_ aspect: Aspect, _ subject: Subject) {
    self.aspect = aspect
    self.subject = subject
  }
}

extension CaseRecord {
  var key: CaseKey { CaseKey(aspect, subject) }
}
