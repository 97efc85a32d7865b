import Cilium
import Kubernetes

extension ClusterSummary {
  /// The keys of `cilium-config` that rules and readers care about.
  private static let keys = [
    "devices", "force-device-detection", "routing-mode", "tunnel-protocol", "enable-bpf-masquerade",
    "enable-ipv4-masquerade", "kube-proxy-replacement", "auto-direct-node-routes", "mtu", "cluster-name",
  ]

  static func make(
    connection: ClusterConnection, version: String, nodes: [Node], skipped: [String: String], facts: ClusterFacts,
    ciliumVersion: String?
  ) -> ClusterSummary {
    ClusterSummary(
      context: connection.contextName, server: connection.safeServer, kubernetesVersion: version,
      ciliumVersion: ciliumVersion, configuration: facts.configuration.filter { keys.contains($0.key) },
      nodes: zip(nodes, facts.nodes).map(summary), skippedNodes: skipped)
  }

  private static func summary(_ node: Node, _ facts: NodeFacts) -> NodeSummary {
    let uplinks = facts.uplinks
    let devices = [uplinks.physical, uplinks.tailnet].compactMap { $0 }
    return NodeSummary(
      name: facts.name, internalIP: facts.internalIP?.description, externalIP: facts.externalIP?.description,
      podCIDR: facts.podCIDR?.description, physicalDevice: uplinks.physical?.name, tailnetDevice: uplinks.tailnet?.name,
      addresses: Dictionary(
        devices.map { ($0.name, $0.ipv4Addresses.map(\.description)) }, uniquingKeysWith: { first, _ in first }),
      mtus: Dictionary(devices.map { ($0.name, $0.mtu) }, uniquingKeysWith: { first, _ in first }),
      kernel: node.status?.nodeInfo?.kernelVersion, kubelet: node.status?.nodeInfo?.kubeletVersion)
  }
}
