import Cilium

/// Which of a run's predictions rest on rules that no real cluster of the release has confirmed. Pure.
public enum RuleConfidence {
  /// The rules that a run used, by the releases of the nodes that it used them for, without a confirmation there: minor
  /// release → rules, in the book's order.
  public static func unconfirmed(_ scenarios: [ScenarioRecord], _ cluster: ClusterSummary) -> [CiliumRelease: [Rule]] {
    let releases = Dictionary(
      cluster.nodes.compactMap { node in
        (node.ciliumVersion ?? cluster.ciliumVersion).flatMap { CiliumRelease($0) }.map { (node.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    var used: [CiliumRelease: Set<Rule>] = [:]
    for record in scenarios.flatMap(\.cases) {
      guard case .expected(let expectation) = record.prediction,
        let rule = expectation.rule.flatMap({ Rule(rawValue: $0) }), let release = releases[record.subject.source],
        !rule.isConfirmed(in: release)
      else { continue }
      used[release.minorRelease, default: []].insert(rule)
    }
    return used.mapValues { rules in Rule.allCases.filter(rules.contains) }
  }

  /// The same in sentences, one per release; empty where everything is confirmed.
  public static func notes(_ scenarios: [ScenarioRecord], _ cluster: ClusterSummary) -> [Sentence] {
    unconfirmed(scenarios, cluster).sorted { $0.key < $1.key }.map { release, rules in
      let names = rules.map(\.rawValue).joined(separator: ", ")
      guard release.isKnown else {
        return "Cilium \(release) is not among the releases that netproof knows (\(CiliumRelease.known.lowerBound) to "
          + "\(CiliumRelease.known.upperBound)): its predictions are those of the nearest known release"
      }
      return "rules that no real cluster of Cilium \(release) has confirmed yet, only its sources: \(names)"
    }
  }
}
