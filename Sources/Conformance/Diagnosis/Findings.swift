/// The judged cases of one scenario, to be asked while a cause is looked for.
struct Findings {
  let cases: [CaseRecord]
  let facts: ClusterFacts

  /// The case of an aspect for a subject.
  func record(_ aspect: Aspect, _ subject: Subject) -> CaseRecord? {
    cases.first { $0.aspect == aspect && $0.subject == subject }
  }

  /// Whether an aspect deviates on a node, as the source of a pair included.
  func deviates(_ aspect: Aspect, on node: String) -> Bool {
    cases.contains { $0.aspect == aspect && $0.subject.source == node && $0.verdict == .deviates }
  }

  /// Whether an aspect deviates on either node of a subject.
  func deviates(_ aspect: Aspect, touching subject: Subject) -> Bool {
    if deviates(aspect, on: subject.source) { return true }
    return subject.target.map { deviates(aspect, on: $0) } ?? false
  }

  /// Whether an aspect deviates anywhere.
  func deviatesAnywhere(_ aspect: Aspect) -> Bool { cases.contains { $0.aspect == aspect && $0.verdict == .deviates } }

  /// What was expected of a case.
  static func expected(_ record: CaseRecord) -> Outcome? {
    if case .expected(let expectation) = record.prediction { expectation.outcome } else { nil }
  }
}
