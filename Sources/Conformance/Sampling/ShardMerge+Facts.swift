extension ShardMerge {
  /// The facts of all parts: of a node, those of a part that asked its agent.
  static func facts(_ parts: [ClusterFacts]) -> ClusterFacts? {
    guard var whole = parts.first else { return nil }
    for index in whole.nodes.indices {
      let name = whole.nodes[index].name
      let known = parts.compactMap { $0.node(name) }
      // A part that did not ask the node's agent knows no device, and no reason why.
      guard var best = known.first(where: { !$0.devices.isEmpty }) ?? known.first(where: { $0.problem != nil }) else {
        continue
      }
      for other in known {
        best.miss((other.missedFromHost ?? [:]).filter { best.reachedFromHost[$0.key] == nil })
        best.reachedFromHost.merge(other.reachedFromHost) { mine, _ in mine }
        guard let reached = other.reachedHealthEndpoints else { continue }
        best.reachedHealthEndpoints = (best.reachedHealthEndpoints ?? [:]).merging(reached) { mine, _ in mine }
      }
      whole.nodes[index] = best
    }
    whole.nodePorts = NodePortFacts.merged(parts.compactMap(\.nodePorts))
    whole.drift = parts.compactMap(\.drift).first
    return whole
  }

  /// The cluster as all parts found it.
  static func cluster(_ parts: [ClusterSummary]) -> ClusterSummary {
    guard var whole = parts.first else { return ClusterSummary(context: "", server: "", kubernetesVersion: "") }
    let byName = Dictionary(grouping: parts.flatMap(\.nodes), by: \.name)
    whole.nodes = whole.nodes.map { node in
      byName[node.name]?.first { $0.physicalDevice != nil || $0.tailnetDevice != nil } ?? node
    }
    whole.skippedNodes = parts.reduce(into: [:]) { $0.merge($1.skippedNodes) { mine, _ in mine } }
    return whole
  }
}
