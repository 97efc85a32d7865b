import Cilium

/// The cluster as its running agents have it, where some have other devices than the ConfigMap asks for: a derived
/// snapshot, whose predictions say what that changes.
struct StaleAgents {
  /// Node → the case that shows it.
  let cases: [String: CaseRecord]
  private let derived: ClusterFacts
  /// The nodes whose devices no value of `devices` makes: of these it is only known that they differ.
  private let opaque: Set<String>

  /// Derives the snapshot; nil where every agent has what it is told.
  init?(_ deviating: some Sequence<CaseRecord>, _ facts: ClusterFacts) {
    let cases = Dictionary(deviating.map { ($0.subject.source, $0) }, uniquingKeysWith: { first, _ in first })
    guard !cases.isEmpty else { return nil }
    var derived = facts
    for index in derived.nodes.indices {
      guard case .value(let text)? = cases[derived.nodes[index].name]?.observation?.outcome else { continue }
      let separator = derived.nodes[index].release < CiliumRelease(1, 16) ? " " : ","
      let devices = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      derived.nodes[index].configurationOverrides = (derived.nodes[index].configurationOverrides ?? [:])
        .merging(["devices": devices.joined(separator: separator)]) { $1 }
    }
    let model = PathModel(facts: derived)
    opaque = Set(
      derived.nodes.filter { node in
        guard case .value(let text)? = cases[node.name]?.observation?.outcome else { return cases[node.name] != nil }
        return Rules.list(model.selectedDevices(of: node)) != text
      }.map(\.name))
    self.cases = cases
    self.derived = derived
  }

  /// Whether what the agents have makes another prediction of a case.
  func changes(_ record: CaseRecord, _ family: IPFamily) -> Bool {
    let aspect = record.aspect.of(family)
    let ends = [record.subject.source, record.subject.target].compactMap { $0 }
    if ends.contains(where: opaque.contains) {
      return aspect.definition.translation != .none || aspect.area == .configuration || aspect.kind == .pathMTU
    }
    func outcome(_ prediction: Prediction) -> Outcome? {
      if case .expected(let expectation) = prediction { expectation.outcome } else { nil }
    }
    return outcome(Rules.predict(aspect, record.subject, facts: derived)) != JudgedCases.expected(record)
  }
}
