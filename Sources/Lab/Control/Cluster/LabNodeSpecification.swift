/// A node of the lab as its Kubernetes object shows it.
struct LabNodeSpecification: Sendable, Hashable {
  var name: String
  /// What the kubelet reports, one of each family, the primary one first.
  var internalIPs: [String]
  /// What the internet sees of the node, by family; none for a node that it does not see.
  var externalIPs: [String]
  /// Likewise.
  var podCIDRs: [String]

  /// What the kubelet reports first.
  var internalIP: String { internalIPs.first ?? "" }
}

extension LabNodeSpecification {
  /// A node of a topology.
  init(_ node: LabNode, in topology: LabTopology) {
    let outside = (node.defaultUplink.map { [$0] } ?? []) + node.cards
    self.init(
      name: node.name, internalIPs: node.nodeIPAddresses,
      externalIPs: topology.families.compactMap { family in
        outside.lazy.compactMap { topology.outsideAddress(of: $0, family) }.first
      }, podCIDRs: node.podCIDRs)
  }
}

extension LabTopology {
  /// The prefixes of the networks that the API server's node is in.
  var neighbourhood: [String] {
    nodes.first?.cards.compactMap { segment($0.network) }.flatMap { [$0.cidr, $0.cidrv6] }.compactMap { $0 } ?? []
  }
}
