import Cilium

/// Of which addresses of other nodes a node's health check knows nothing, as far as the run is concerned with them. Pure.
///
/// Made once for all nodes: looking through all others for each node takes a large cluster long.
struct OpenAddresses {
  /// A node IP, and its text, by which health checks tell it.
  private struct NodeIP {
    let node: String
    let address: IPAddress
    let text: String
  }

  private let facts: ClusterFacts
  private let interest: AgentInterest
  /// Every node's, in the order of the nodes.
  private let nodeIPs: [NodeIP]
  /// Text → where it stands among them.
  private let places: [String: [Int]]

  init(_ facts: ClusterFacts, _ interest: AgentInterest) {
    self.facts = facts
    self.interest = interest
    nodeIPs = facts.nodes.flatMap { node in
      IPFamily.allCases.compactMap(node.nodeIP).map {
        NodeIP(node: node.name, address: $0, text: $0.description)
      }
    }
    places = Dictionary(grouping: nodeIPs.indices, by: { [nodeIPs] in nodeIPs[$0].text })
  }

  /// Those of a node; no more than a host tries.
  func of(_ node: NodeFacts) -> [IPAddress] {
    func isOpen(_ text: String) -> Bool { node.reachedFromHost[text] == nil }
    let known =
      interest.asksHealth(of: node)
      ? wanted(by: node).filter { $0.node != node.name && isOpen($0.text) }.map(\.address) : []
    // More depends on the addresses by which nodes know each other: these first.
    return Array((known + otherUplinks(node).filter { isOpen($0.description) }).prefix(HostReachability.most))
  }

  private func wanted(by node: NodeFacts) -> [NodeIP] {
    guard let texts = interest.addresses(of: node.name) else { return nodeIPs }
    return texts.flatMap { places[$0] ?? [] }.sorted().map { nodeIPs[$0] }
  }

  /// The other nodes' further addresses, as far as they are probed and are theirs alone. Every node is a peer in the
  /// tailnet, which no connection has to prove.
  private func otherUplinks(_ node: NodeFacts) -> [IPAddress] {
    let peers = interest.peers(of: node.name).map(facts.nodes(named:)) ?? facts.nodes
    return peers.filter { $0.name != node.name }.flatMap { other in
      IPFamily.allCases.flatMap { family in
        PathModel(facts: facts, family: family).otherUplinkAddresses(of: other)
      }.filter { address in
        !other.uplinks.overlays.contains { $0.device.addresses.contains(address) }
          && !node.devices.contains { $0.addresses.contains(address) }
      }
    }
  }
}
