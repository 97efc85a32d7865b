import Kubernetes

/// A cluster's facts, read without changing anything.
public struct ClusterSnapshot: Sendable {
  /// What the rules need.
  public var facts: ClusterFacts
  /// Node → why it takes no part.
  public var skipped: [String: Sentence]
  /// The version of the agents; `nil` when none answers.
  public var ciliumVersion: String?

  /// Reads a cluster.
  public static func read(client: KubernetesClient, cilium: CiliumLocation) async throws -> ClusterSnapshot {
    let reader = ClusterReader(client: client, cilium: cilium)
    let (nodes, skipped) = try await reader.nodes()
    guard !nodes.isEmpty else {
      let reasons = skipped.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
      throw ScenarioError("No node can take part (\(reasons)). Check `kubectl get nodes`.")
    }
    let facts = try await FactsReader(reader: reader).read(nodes)
    // Without a single agent there is nothing to explain.
    _ = try facts.knownNodes()
    return ClusterSnapshot(facts: facts, skipped: skipped, ciliumVersion: facts.ciliumVersion)
  }
}
