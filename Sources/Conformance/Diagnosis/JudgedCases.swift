import Cilium

/// The judged cases of one scenario, to be asked while a cause is looked for.
struct JudgedCases {
  let cases: [CaseRecord]
  let facts: ClusterFacts
  let context: DiagnosisContext
  /// Whose cases they are, under the names of IPv4.
  let family: IPFamily
  /// The cluster as its running agents have it, where that is otherwise than they are told.
  private(set) var staleAgents: StaleAgents?
  /// What the nodes lack of what Cilium and Kubernetes need.
  let prerequisites: [BrokenPrerequisite]
  /// Where the cases of an aspect and of a subject stand: a large cluster has tens of thousands.
  private let places: [Aspect: [Int]]
  private let place: [Aspect: [Subject: Int]]
  /// Where those stand that deviate.
  private let deviatingPlaces: [Aspect: [Int]]
  /// Those that deviate and of which packets tell something.
  let offPath: [CaseRecord]
  /// The nodes of the cluster DNS's pods, each once.
  let dnsHomes: [String]

  init(
    cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext(),
    prerequisites: [BrokenPrerequisite] = [], family: IPFamily = .ipv4
  ) {
    self.family = family
    self.cases = cases
    self.facts = facts
    self.context = context
    self.prerequisites = prerequisites
    places = Dictionary(grouping: cases.indices, by: { cases[$0].aspect })
    offPath = cases.filter { $0.verdict == .deviates && $0.path?.findings.isEmpty == false }
    dnsHomes = Set(facts.dnsPods.map(\.node)).sorted()
    deviatingPlaces = places.mapValues { indices in indices.filter { cases[$0].verdict == .deviates } }
    place = places.mapValues { indices in
      Dictionary(indices.map { (cases[$0].subject, $0) }, uniquingKeysWith: { first, _ in first })
    }
    staleAgents = StaleAgents(deviating(.configurationApplied), facts)
  }

  /// The cases of an aspect.
  func all(_ aspect: Aspect) -> some Sequence<CaseRecord> { (places[aspect] ?? []).lazy.map { cases[$0] } }

  /// The case of an aspect for a subject.
  func record(_ aspect: Aspect, _ subject: Subject) -> CaseRecord? { place[aspect]?[subject].map { cases[$0] } }

  /// Where the case of an aspect for a subject stands.
  func index(_ aspect: Aspect, _ subject: Subject) -> Int? { place[aspect]?[subject] }

  /// The cases of an aspect that deviate.
  func deviating(_ aspect: Aspect) -> some Sequence<CaseRecord> {
    (deviatingPlaces[aspect] ?? []).lazy.map { cases[$0] }
  }

  /// The case of a node's aspect, where it deviates.
  func deviating(_ aspect: Aspect, on node: String) -> CaseRecord? {
    record(aspect, .node(node)).flatMap { $0.verdict == .deviates ? $0 : nil }
  }

  /// Whether an aspect deviates anywhere.
  func deviatesAnywhere(_ aspect: Aspect) -> Bool { deviatingPlaces[aspect]?.isEmpty == false }

  /// What was expected of a case.
  static func expected(_ record: CaseRecord) -> Outcome? {
    if case .expected(let expectation) = record.prediction { expectation.outcome } else { nil }
  }
}
