/// What the parts of a split run counted, joined. Pure.
///
/// The parts run side by side, and a node that one part sends from is asked by another: both watched the same node, so of
/// a node's values the highest stands, and nothing is added up.
extension HealthRecord {
  /// The record of all parts; `nil` of none.
  static func joined(_ parts: [HealthRecord]) -> HealthRecord? {
    guard let first = parts.first else { return nil }
    var whole = HealthRecord(seconds: parts.map(\.seconds).max() ?? first.seconds)
    for node in parts.flatMap(\.nodes) {
      if let index = whole.nodes.firstIndex(where: { $0.node == node.node }) {
        whole.nodes[index] = whole.nodes[index].joined(node)
      } else {
        whole.nodes.append(node)
      }
    }
    for gap in parts.flatMap(\.gaps) where !whole.gaps.contains(gap) { whole.gaps.append(gap) }
    whole.checks = HealthMeasure.allCases.compactMap { measure in
      let checks = parts.flatMap(\.checks).filter { $0.measure == measure }
      return checks.first.map { HealthCheck(measure, joining: checks, threshold: $0.threshold) }
    }
    return whole
  }
}

extension NodeHealth {
  fileprivate func joined(_ other: NodeHealth) -> NodeHealth {
    func unaccounted(_ node: NodeHealth) -> Double { node.values[.drops] ?? -1 }
    var joined = NodeHealth(
      node: node, values: values.merging(other.values) { max($0, $1) },
      drops: unaccounted(other) > unaccounted(self) ? other.drops : drops ?? other.drops)
    let details = [self, other].reduce(into: [HealthMeasure: String]()) { all, part in
      for (measure, detail) in part.details ?? [:] where part.values[measure] == joined.values[measure] {
        all[measure] = detail
      }
    }
    joined.details = details.isEmpty ? nil : details
    return joined
  }
}

extension HealthCheck {
  fileprivate init(_ measure: HealthMeasure, joining checks: [HealthCheck], threshold: Double) {
    var highest: [Subject: HealthValue] = [:]
    for value in checks.flatMap({ $0.exceeded + [$0.worst].compactMap { $0 } }) {
      if highest[value.subject].map({ $0.value < value.value }) ?? true { highest[value.subject] = value }
    }
    // In a fixed order, which the dictionary has not.
    self.init(
      measure, threshold: threshold, values: highest.values.sorted { "\($0.subject)" < "\($1.subject)" })
    measured = checks.map(\.measured).reduce(0, +)
  }
}

extension DatapathRecord {
  /// The record of all parts; `nil` of none.
  static func joined(_ parts: [DatapathRecord]) -> DatapathRecord? {
    guard !parts.isEmpty else { return nil }
    var whole = DatapathRecord(
      compared: parts.reduce(0) { $0 + $1.compared }, services: parts.flatMap(\.services).uniqued(),
      policies: parts.flatMap(\.policies).uniqued(), gaps: parts.flatMap(\.gaps).uniqued())
    // Not read in any part is something else than none.
    let identities = parts.compactMap(\.identities)
    whole.identities = identities.isEmpty ? nil : identities.joined().uniqued()
    return whole
  }
}
