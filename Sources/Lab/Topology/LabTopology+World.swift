/// What is the same in every topology: the cluster's services and the internet.
extension LabTopology {
  static let serviceCIDR = "10.96.0.0/12"
  /// The `kubernetes` Service.
  static let apiServiceAddress = "10.96.0.1"
  static let apiServerPort: UInt16 = 6443
  static let vxlanPort: UInt16 = 8472

  static let internetNamespace = "internet"
  /// The routers' next hop in the internet namespace.
  static let ispAddress = "168.107.2.1"
  static let internetMTU = 1500
  static let upstreamDNSAddress = "8.8.8.8"
  static let httpsAddress = "203.0.113.10"
  static let httpsName = "api.ipify.org"
  /// What the HTTPS server answers when it lies: an address that nobody can be seen as from outside.
  static let wrongAnswer = "10.0.0.239"
  /// Names that the upstream DNS server knows.
  static let externalNames = [
    ("google.com", "142.250.0.1"), ("www.google.com", "142.250.0.1"), (httpsName, httpsAddress),
    ("dns.google", upstreamDNSAddress), ("example.com", "142.250.0.1"),
  ]
  /// Private networks and those between a carrier and its customers (RFC 1918, RFC 6598): no public address lies there.
  static let privatePrefixes = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
}

extension LabTopology {
  func node(_ name: String) throws -> LabNode {
    guard let node = nodes.first(where: { $0.name == name }) else {
      throw LabError("the lab has no node \(name); it has \(nodes.map(\.name).joined(separator: ", "))")
    }
    return node
  }

  func segment(_ name: String?) -> LabSegment? { networks.first { $0.name == name } }

  func overlay(_ name: String?) -> LabOverlay? { overlays.first { $0.name == name } }

  /// The nodes that have a card in a network, each with that card.
  func members(of segment: LabSegment) -> [(node: LabNode, uplink: LabUplink)] {
    nodes.flatMap { node in node.uplinks.filter { $0.network == segment.name }.map { (node, $0) } }
  }

  /// The nodes that have a device in an overlay.
  func members(of overlay: LabOverlay) -> [LabNode] {
    nodes.filter { node in node.uplinks.contains { $0.overlay == overlay.name } }
  }

  /// Where the API server listens, on the first node.
  var apiServerAddress: String { nodes.first?.nodeIPAddress ?? "" }

  /// Whether every node's VXLAN packets travel inside an overlay, and in which.
  var tunnelOverlay: LabOverlay? {
    // KubeSpan takes whatever is for another node's own address.
    if let mesh = overlays.first(where: { $0.kind == .kubespan }) { return mesh }
    guard let first = nodes.first else { return nil }
    return overlay(first.uplinks.first { $0.device == first.nodeIP }?.overlay)
  }

  /// The device by which a node's packets to another node's IP leave.
  func meshDevice(of node: LabNode) -> String { tunnelOverlay?.device ?? node.nodeIP }

  /// Where `node` sends WireGuard's packets for `peer`: the address in a network that both are in, else what the
  /// internet sees of the peer. Nil when there is no way.
  func endpoint(of peer: LabNode, from node: LabNode) -> String? {
    let shared = peer.cards.first { card in node.cards.contains { $0.network == card.network } }
    if let address = shared?.address { return address }
    return peer.cards.lazy.compactMap { self.outsideAddress(of: $0) }.first
  }

  /// What the internet sees of a card: nil without a way to it.
  func outsideAddress(of card: LabUplink) -> String? {
    switch segment(card.network)?.internet {
    case .nat: card.publicAddress
    case .routed: card.address
    case .some(.none), nil: nil
    }
  }

  /// Whether the path between two nodes' IPs crosses the internet.
  var crossesInternet: Bool {
    nodes.contains { node in
      nodes.contains { peer in
        peer != node && !peer.cards.contains { card in node.cards.contains { $0.network == card.network } }
      }
    }
  }
}

extension LabNode {
  /// The uplinks that are cards in a network.
  var cards: [LabUplink] { uplinks.filter { $0.network != nil } }
  /// The card by which the default route leaves.
  var defaultUplink: LabUplink? { uplinks.first(where: \.isDefault) }
  /// Another uplink with an address, by which a mistaken route could leave: an overlay's rather than a card.
  var otherUplink: LabUplink? {
    let others = uplinks.filter { !$0.isDefault && $0.address != nil }
    return others.first { $0.overlay != nil } ?? others.first
  }

  /// The address that the kubelet announces.
  var nodeIPAddress: String { primaryAddress(of: nodeIP) ?? "" }

  /// The primary address of one of the node's uplinks; nil for any other device.
  func primaryAddress(of device: String) -> String? { uplinks.first { $0.device == device }?.address }

  var vxlanMAC: String { LabMAC.vxlan(podGateway) }

  /// Interface indices: the loopback device has 1, then come the uplinks in the order in which they are made.
  private var firstCiliumIndex: Int { 2 + cards.count + cards.count { $0.bridgePort != nil } + overlayCount }
  private var overlayCount: Int { uplinks.count { $0.overlay != nil } }
  var ciliumNetIndex: Int { firstCiliumIndex }
  var ciliumHostIndex: Int { firstCiliumIndex + 1 }
  /// Wanted by the encapsulation program.
  var vxlanIndex: Int32 { Int32(firstCiliumIndex + 2) }
}
