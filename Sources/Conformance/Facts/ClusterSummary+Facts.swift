import Cilium
import Kubernetes

extension ClusterSummary {
  /// The keys of `cilium-config` that rules and readers care about.
  static let keys = [
    "devices", "force-device-detection", "routing-mode", "tunnel-protocol", "enable-bpf-masquerade",
    "enable-ipv4-masquerade", "kube-proxy-replacement", "auto-direct-node-routes", "mtu", "cluster-name", "tunnel",
    "enable-node-port", "direct-routing-device", "enable-ip-masq-agent", "ipv4-native-routing-cidr",
    "egress-masquerade-interfaces", "enable-remote-node-masquerade", "enable-wireguard", "enable-ipsec",
    "enable-host-legacy-routing", "enable-endpoint-routes", "enable-host-firewall", "encrypt-node", "join-cluster",
    "enable-ipv4", "enable-ipv6", "enable-ipv6-masquerade", "underlay-protocol", "bpf-lb-sock",
    "enable-remote-node-identity", "derive-masquerade-ip-addr-from-device", "enable-masquerade-to-route-source",
    "ipv6-native-routing-cidr",
  ]

  static func make(
    connection: ClusterConnection, version: String, nodes: [Node], skipped: [String: Sentence], facts: ClusterFacts
  ) -> ClusterSummary {
    make(
      context: connection.contextName, server: connection.safeServer, version: version, nodes: nodes, skipped: skipped,
      facts: facts)
  }

  static func make(
    context: String, server: String, version: String, nodes: [Node], skipped: [String: Sentence], facts: ClusterFacts
  ) -> ClusterSummary {
    ClusterSummary(
      context: context, server: server, kubernetesVersion: version,
      ciliumVersion: facts.ciliumVersion, configuration: facts.configuration.filter { keys.contains($0.key) },
      nodes: summaries(nodes, facts), skippedNodes: skipped)
  }

  /// The nodes as they were found.
  static func summaries(_ nodes: [Node], _ facts: ClusterFacts) -> [NodeSummary] {
    zip(nodes, facts.nodes).map(summary)
  }

  private static func summary(_ node: Node, _ facts: NodeFacts) -> NodeSummary {
    let uplinks = facts.uplinks
    let devices = [uplinks.physical, uplinks.tailnet].compactMap { $0 }
    var summary = NodeSummary(
      name: facts.name, internalIP: facts.internalIP?.description, externalIP: facts.externalIP?.description,
      podCIDR: facts.podCIDR?.description, physicalDevice: uplinks.physical?.name, tailnetDevice: uplinks.tailnet?.name,
      addresses: Dictionary(
        devices.map { ($0.name, $0.ipv4Addresses.map(\.description)) }, uniquingKeysWith: { first, _ in first }),
      mtus: Dictionary(devices.map { ($0.name, $0.mtu) }, uniquingKeysWith: { first, _ in first }),
      kernel: node.status?.nodeInfo?.kernelVersion, kubelet: node.status?.nodeInfo?.kubeletVersion)
    summary.internalIPv6 = facts.internalIPv6?.description
    summary.podCIDRv6 = facts.podCIDRv6?.description
    summary.addressesIPv6 = Self.globalIPv6(devices)
    summary.ciliumVersion = facts.ciliumVersion
    return summary
  }

  /// The devices that have global IPv6 addresses, with them; `nil` where none has.
  private static func globalIPv6(_ devices: [Device]) -> [String: [String]]? {
    let found = devices.map { device in
      (device.name, device.addresses.filter { $0.ipv4 == nil && $0.isGlobalUnicast }.map(\.description))
    }.filter { !$0.1.isEmpty }
    return found.isEmpty ? nil : Dictionary(found, uniquingKeysWith: { first, _ in first })
  }
}
