/// What is the same in every topology: the cluster's services and the internet.
extension LabTopology {
  /// The prefix of Services' addresses: kubeadm's default, and of IPv6 that of its documentation's examples.
  static func serviceCIDR(_ family: AddressFamily) -> String { family == .ipv4 ? "10.96.0.0/12" : "fd00:10:96::/112" }
  /// The prefixes of Services' addresses, one for each of the pods' families, the primary one first.
  var serviceCIDRs: [String] { families.map(Self.serviceCIDR) }
  /// The `kubernetes` Service: the first address of the primary family's prefix.
  var apiServiceAddress: String { Self.serviceAddress(1, families.first ?? .ipv4) }
  /// The cluster DNS Service's addresses: the tenth of each prefix, as kubeadm takes it.
  var clusterDNSAddresses: [String] { families.map { Self.serviceAddress(10, $0) } }
  private static func serviceAddress(_ number: UInt32, _ family: AddressFamily) -> String {
    IPNetwork(serviceCIDR(family))?.address(number) ?? ""
  }
  static let apiServerPort: UInt16 = 6443
  static let vxlanPort: UInt16 = 8472

  static let internetNamespace = "internet"
  /// The routers' next hop in the internet namespace.
  static let ispAddress = "168.107.2.1"
  static let internetMTU = 1500
  static let upstreamDNSAddress = "8.8.8.8"
  static let upstreamDNSAddressIPv6 = "2001:4860:4860::8888"
  static let httpsAddress = "203.0.113.10"
  static let httpsAddressIPv6 = "2606:4700:4400::6812:2a3c"
  /// Where the relay of overlays listens: on its TCP port 443, as DERP servers do.
  static let relayAddress = "203.0.113.30"
  static let relayAddressIPv6 = "2606:4700:4400::6812:2a44"
  static let relayPort: UInt16 = 443
  /// A second server that answers STUN, beside the relay, as each DERP region has one.
  static let secondSTUNAddress = "203.0.113.31"
  static let secondSTUNAddressIPv6 = "2606:4700:4400::6812:2a45"
  static let httpsName = "api.ipify.org"
  /// The HTTPS server's name that has an IPv6 address only.
  static let httpsNameIPv6 = "api6.ipify.org"

  /// The public DNS server.
  static func upstreamDNSAddress(_ family: AddressFamily) -> String {
    family == .ipv4 ? upstreamDNSAddress : upstreamDNSAddressIPv6
  }

  /// The HTTPS server that answers with the caller's address.
  static func httpsAddress(_ family: AddressFamily) -> String { family == .ipv4 ? httpsAddress : httpsAddressIPv6 }

  /// The relay of overlays.
  static func relayAddress(_ family: AddressFamily) -> String { family == .ipv4 ? relayAddress : relayAddressIPv6 }

  /// The servers that answer STUN.
  static func stunAddresses(_ family: AddressFamily) -> [String] {
    [relayAddress(family), family == .ipv4 ? secondSTUNAddress : secondSTUNAddressIPv6]
  }

  /// What the HTTPS server answers when it lies: an address that nobody can be seen as from outside.
  static let wrongAnswer = "10.0.0.239"
  /// Names that the upstream DNS server knows.
  static let externalNames = [
    ("google.com", "142.250.0.1"), ("www.google.com", "142.250.0.1"), (httpsName, httpsAddress),
    ("dns.google", upstreamDNSAddress), ("example.com", "142.250.0.1"),
  ]
  /// The same names' IPv6 addresses.
  static let externalNamesIPv6 = [
    ("google.com", "2a00:1450:4001:82a::200e"), ("www.google.com", "2a00:1450:4001:82a::200e"),
    (httpsNameIPv6, httpsAddressIPv6), ("dns.google", upstreamDNSAddressIPv6),
    ("example.com", "2a00:1450:4001:82a::200e"),
  ]
  static func externalNames(_ family: AddressFamily) -> [(String, String)] {
    family == .ipv4 ? externalNames : externalNamesIPv6
  }
  /// The internet's own network towards a router, and the two addresses in it.
  static func transit(_ number: Int) -> (isp: String, router: String, length: Int) {
    let network = "2001:7f8:0:\(String(number, radix: 16))::"
    return ("\(network)1", "\(network)2", 64)
  }
  /// Private networks and those between a carrier and its customers (RFC 1918, RFC 6598): no public address lies there.
  static let privatePrefixes = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
  /// The same of IPv6: unique local addresses (RFC 4193).
  static let privatePrefixesIPv6 = ["fc00::/7"]
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

  /// The nodes, and the peers that are none.
  var machines: [LabNode] { nodes + peers.map(\.machine) }

  /// The machines that have a card in a network, each with that card.
  func members(of segment: LabSegment) -> [(node: LabNode, uplink: LabUplink)] {
    machines.flatMap { node in node.uplinks.filter { $0.network == segment.name }.map { (node, $0) } }
  }

  /// The machines that have a device in an overlay.
  func members(of overlay: LabOverlay) -> [LabNode] {
    machines.filter { node in node.uplinks.contains { $0.overlay == overlay.name } }
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

  /// Whether what the tunnel's packets travel in has Ethernet headers, as networks have and WireGuard has not.
  var tunnelHasEthernet: Bool { tunnelOverlay.map { $0.kind == .zerotier } ?? true }

  /// The device by which a node's packets to another node's IP leave.
  func meshDevice(of node: LabNode) -> String { tunnelOverlay?.device ?? node.nodeIP }

  /// Where `node` sends WireGuard's packets for `peer`: the address in a network that both are in, else what the
  /// internet sees of the peer. Nil when there is no way.
  func endpoint(of peer: LabNode, from node: LabNode) -> String? {
    for family in AddressFamily.allCases {
      let own = node.cards.filter { $0.address(family) != nil }.map(\.network)
      if let address = peer.cards.first(where: { own.contains($0.network) })?.address(family) { return address }
    }
    return AddressFamily.allCases.lazy.flatMap { family in
      peer.cards.compactMap { self.outsideAddress(of: $0, family) }
    }.first
  }

  /// What the internet sees of a card: nil without a way to it.
  func outsideAddress(of card: LabUplink, _ family: AddressFamily = .ipv4) -> String? {
    guard let segment = segment(card.network), segment.leadsOutside(family) else { return nil }
    return segment.internet == .nat && family == .ipv4 ? card.publicAddress : card.address(family)
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
    let others = uplinks.filter { !$0.isDefault && !$0.addresses.isEmpty }
    return others.first { $0.overlay != nil } ?? others.first
  }

  var vxlanMAC: String { LabMAC.vxlan(podGateways.first ?? "") }

  /// Interface indices: the loopback device has 1, then come the uplinks in the order in which they are made.
  private var firstCiliumIndex: Int { 2 + cards.count + cards.count { $0.lower != nil } + overlayCount }
  private var overlayCount: Int { uplinks.count { $0.overlay != nil } }
  var ciliumNetIndex: Int { firstCiliumIndex }
  var ciliumHostIndex: Int { firstCiliumIndex + 1 }
  /// Wanted by the encapsulation program.
  var vxlanIndex: Int32 { Int32(firstCiliumIndex + 2) }
}
