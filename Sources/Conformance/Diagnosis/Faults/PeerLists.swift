import Cilium

/// What the nodes' WireGuard devices let through, where these carry the nodes' own traffic: by their peers' AllowedIPs,
/// which WireGuard holds against both what it sends and what it takes. Pure.
struct PeerLists {
  /// What of a node's peers is known.
  enum Holding: Sendable, Hashable {
    /// One of them may use the address.
    case present
    /// None of them may.
    case absent
    /// Nobody has read them.
    case unread
  }

  private let model: PathModel

  init(_ model: PathModel) { self.model = model }

  /// Whether a node's peers may use the address of another; nil where no WireGuard is between the two.
  func holding(_ node: NodeFacts, _ other: NodeFacts) -> Holding? {
    guard let address = other.nodeIP(model.family), let device = model.hostDevice(of: node, to: address),
      let overlay = model.overlay(device, of: node), overlay.checksSources
    else { return nil }
    let own = peers(of: node, on: device)
    guard let lists = own.isEmpty ? told(by: node, overlay) : own.map(\.allowedIPs) else { return .unread }
    return lists.contains { $0.contains { $0.contains(address) } } ? .present : .absent
  }

  /// Whether a node lacks another as a peer altogether, not only its address in a list: every peer has addresses of its own
  /// and is somewhere, and none is where the other node is. Where it would be is told by its ExternalIP, and by where the
  /// rest send to it.
  func lacksEntry(_ node: NodeFacts, of other: NodeFacts) -> Bool {
    guard holding(node, other) == .absent, let address = other.nodeIP(model.family),
      let device = model.hostDevice(of: node, to: address)
    else { return false }
    let own = peers(of: node, on: device)
    let places = outside(other)
    return !own.isEmpty && !places.isEmpty
      && own.allSatisfy { peer in
        guard let endpoint = peer.endpoint else { return false }
        return !peer.allowedIPs.isEmpty && !places.contains(endpoint)
      }
  }

  private func peers(of node: NodeFacts, on device: Device) -> [OverlayPeer] {
    (node.overlayPeers ?? []).filter { device.names.contains($0.device) }
  }

  /// Where WireGuard's packets for a node go, as far as is known.
  func outside(_ node: NodeFacts) -> [IPAddress] {
    let told = [node.externalIP.map(IPAddress.v4), node.externalIPv6.map(IPAddress.v6)].compactMap(\.self)
    guard let address = node.nodeIP(model.family) else { return told }
    let sent = model.facts.nodes.filter { $0.name != node.name }.flatMap { $0.overlayPeers ?? [] }
      .filter { $0.match(address) != nil }.compactMap(\.endpoint)
    return (told + sent).uniqued()
  }

  /// What Tailscale itself says of its peers (`tailscale status --json`): `wg` does not know its devices. Nil where
  /// it is not up, or of a release that does not tell every peer's list.
  private func told(by node: NodeFacts, _ overlay: Overlay) -> [[IPPrefix]]? {
    guard overlay.product == .tailscale, let status = node.tailscale?.status, status.backendState == "Running",
      !status.peers.isEmpty
    else { return nil }
    let lists = status.peers.compactMap(\.allowedIPs)
    return lists.count == status.peers.count ? lists : nil
  }

  /// Whether the lists of one node could be what is wrong at a place: of what is wrong with all nodes at once, that is not
  /// the likely cause.
  func concern(_ place: FaultPlace) -> Bool {
    switch place {
    case .everywhere: false
    case .between: pairs(place).contains { holding($0, $1) != nil }
    // Of a large cluster's nodes one tells as much as all.
    case .around(let name): pairs(place, atMost: 1).contains { holding($0, $1) != nil && $0.name == name }
    }
  }

  /// Whether all lists of a place were read, and hold what they should.
  func areComplete(_ place: FaultPlace) -> Bool {
    let pairs = pairs(place)
    // Lists that nobody has read are told by the first.
    return !pairs.isEmpty && pairs.allSatisfy { holding($0, $1) == .present }
  }

  private func pairs(_ place: FaultPlace, atMost limit: Int = .max) -> [(NodeFacts, NodeFacts)] {
    switch place {
    case .everywhere: []
    case .between(let one, let other): both(one, other)
    case .around(let name):
      model.facts.nodes.lazy.map(\.name).filter { $0 != name }.prefix(limit).flatMap { both(name, $0) }
    }
  }

  private func both(_ one: String, _ other: String) -> [(NodeFacts, NodeFacts)] {
    guard let one = model.facts.node(one), let other = model.facts.node(other) else { return [] }
    return [(one, other), (other, one)]
  }
}
