/// What makes a scenario's facts untrue after the fact: somebody rolled out another configuration or release while it was
/// measured, and agents have started with it. Pure.
enum Reconfiguration {
  /// The nodes whose agent was started since the facts were read.
  static func restarted(since facts: ClusterFacts, _ agents: [String: AgentInstance]) -> [String] {
    facts.nodes.filter { node in
      guard let then = node.agentStartedAt, let now = agents[node.name]?.startedAt else { return false }
      return then != now
    }.map(\.name)
  }

  /// What is different; `nil` when the facts still hold.
  ///
  /// - Parameters:
  ///   - was: `cilium-config` as it was when the facts were read.
  ///   - now: `cilium-config` after the measurement.
  ///   - versions: Node name → the release of its agent now, of those that were started since.
  static func difference(
    facts: ClusterFacts, was: [String: String], now: [String: String], versions: [String: String]
  ) -> Sentence? {
    let keys = Set(was.keys).union(now.keys).filter { was[$0] != now[$0] }.sorted()
    var parts: [Sentence] = keys.map { "`\($0)` in cilium-config was \(text(was[$0])) and is \(text(now[$0]))" }
    for (node, version) in versions.sorted(by: { $0.key < $1.key }) {
      guard let then = facts.node(node)?.ciliumVersion, then != version else { continue }
      parts.append("the agent of \(node) was \(then) and is \(version)")
    }
    guard !parts.isEmpty else { return nil }
    return "\(Obstacle.clusterChanged.phrase): Cilium was rolled out anew: \(parts.joined(separator: "; "))"
  }

  private static func text(_ value: String?) -> String { value.map { "“\($0.bounded(to: 100))”" } ?? "unset" }
}
