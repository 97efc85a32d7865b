/// The judged cases of one scenario, to be asked while a cause is looked for.
struct Findings {
  let cases: [CaseRecord]
  let facts: ClusterFacts
  let context: DiagnosisContext
  /// Where the cases of an aspect and of a subject stand: a large cluster has tens of thousands.
  private let places: [Aspect: [Int]]
  private let place: [Aspect: [Subject: Int]]

  init(cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext()) {
    self.cases = cases
    self.facts = facts
    self.context = context
    places = Dictionary(grouping: cases.indices, by: { cases[$0].aspect })
    place = places.mapValues { indices in
      Dictionary(indices.map { (cases[$0].subject, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The cases of an aspect.
  func all(_ aspect: Aspect) -> some Sequence<CaseRecord> { (places[aspect] ?? []).lazy.map { cases[$0] } }

  /// The case of an aspect for a subject.
  func record(_ aspect: Aspect, _ subject: Subject) -> CaseRecord? { place[aspect]?[subject].map { cases[$0] } }

  /// Whether an aspect deviates on a node, as the source of a pair included.
  func deviates(_ aspect: Aspect, on node: String) -> Bool {
    if aspect.scope == .node { return record(aspect, .node(node))?.verdict == .deviates }
    return all(aspect).contains { $0.subject.source == node && $0.verdict == .deviates }
  }

  /// Whether an aspect deviates on either node of a subject.
  func deviates(_ aspect: Aspect, touching subject: Subject) -> Bool {
    if deviates(aspect, on: subject.source) { return true }
    return subject.target.map { deviates(aspect, on: $0) } ?? false
  }

  /// Whether an aspect deviates anywhere.
  func deviatesAnywhere(_ aspect: Aspect) -> Bool { all(aspect).contains { $0.verdict == .deviates } }

  /// What was expected of a case.
  static func expected(_ record: CaseRecord) -> Outcome? {
    if case .expected(let expectation) = record.prediction { expectation.outcome } else { nil }
  }
}
