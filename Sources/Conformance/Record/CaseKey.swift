/// A case by name: what tells it from the others of its scenario.
struct CaseKey: Hashable, Sendable {
  var aspect: Aspect
  var subject: Subject

  init(_ aspect: Aspect, _ subject: Subject) {
    self.aspect = aspect
    self.subject = subject
  }
}

extension CaseRecord {
  var key: CaseKey { CaseKey(aspect, subject) }
}
