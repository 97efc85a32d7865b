/// A node of the lab as its Kubernetes object shows it.
struct LabNodeSpecification: Sendable, Hashable {
  var name: String
  /// What the kubelet reports.
  var internalIP: String
  /// What the internet sees of the node; nil for a node that it does not see.
  var externalIP: String?
  var podCIDR: String
}

extension LabNodeSpecification {
  /// A node of a topology.
  init(_ node: LabNode, in topology: LabTopology) {
    let outside = (node.defaultUplink.map { [$0] } ?? []) + node.cards
    self.init(
      name: node.name, internalIP: node.nodeIPAddress,
      externalIP: outside.lazy.compactMap { topology.outsideAddress(of: $0) }.first, podCIDR: node.podCIDR)
  }
}

extension LabTopology {
  /// The prefixes of the networks that the API server's node is in.
  var neighbourhood: [String] { nodes.first?.cards.compactMap { segment($0.network)?.cidr } ?? [] }
}
