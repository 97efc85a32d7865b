import Cilium
import Tailnet

/// What nodes say of the ways of their overlays' packets. Pure: nothing is called direct that nobody says is.
struct TailnetWays {
  let model: PathModel

  init(_ facts: ClusterFacts) {
    model = PathModel(facts: facts, family: facts.primaryFamily)
  }

  init(_ model: PathModel) { self.model = model }

  /// The overlay by which a node's packets to another one's node IP go; `nil` where they take none.
  func overlay(from node: NodeFacts, to other: NodeFacts) -> (overlay: Overlay, address: IPAddress)? {
    guard let address = other.nodeIP(model.family), let device = model.hostDevice(of: node, to: address),
      let overlay = model.overlay(device, of: node)
    else { return nil }
    return (overlay, address)
  }

  /// What is said of the way at a moment: by Tailscale itself, else by WireGuard.
  func reading(
    _ moment: TailnetReading.Moment, from node: NodeFacts, to other: NodeFacts, over overlay: Overlay,
    at address: IPAddress
  ) -> TailnetReading {
    if overlay.product == .tailscale, let tailscale = node.tailscale {
      return reading(moment, tailscale, at: address)
    }
    let peers = (node.overlayPeers ?? []).filter { $0.device == overlay.device.name }
    guard !peers.isEmpty else { return TailnetReading(moment, .unknown, by: nil, reason: .noSource) }
    return reading(moment, peers, from: node, to: other, at: address)
  }

  /// Tailscale names the endpoint or the relay of a peer that packets go to, as `tailscale status` reads it
  /// (`cmd/tailscale/cli/status.go`, printPS): the home region is told of every peer, and means something where there is
  /// traffic and no endpoint.
  private func reading(
    _ moment: TailnetReading.Moment, _ tailscale: TailscaleFacts, at address: IPAddress
  ) -> TailnetReading {
    func unknown(_ reason: UnknownWay) -> TailnetReading {
      TailnetReading(moment, .unknown, by: .status, reason: reason)
    }
    guard tailscale.status.backendState == "Running" else { return unknown(.notRunning) }
    guard let peer = tailscale.peer(address) else { return unknown(.noPeer) }
    // Releases that do not tell whether there is traffic still tell the handshake.
    let isActive = peer.isActive ?? (tailscale.handshake(with: peer)?.isFresh ?? false)
    guard isActive else { return unknown(peer.isOnline == false ? .offline : .idle) }
    if let relay = peer.peerRelay {
      return TailnetReading(moment, .peerRelay, by: .status, endpoint: relay, relay: relay.description)
    }
    if let endpoint = peer.currentEndpoint {
      if isInside(endpoint.address) {
        return TailnetReading(moment, .unknown, by: .status, endpoint: endpoint, reason: .endpointInside)
      }
      return TailnetReading(moment, .direct, by: .status, endpoint: endpoint)
    }
    return peer.relay.map { TailnetReading(moment, .derp, by: .status, relay: $0) } ?? unknown(.noEndpoint)
  }

  /// WireGuard has no relays of its own: packets go to the endpoint. A program may stand there and pass them on: on the
  /// node itself, as NetBird's relays do, or a hub, to which several nodes' addresses are sent.
  private func reading(
    _ moment: TailnetReading.Moment, _ peers: [OverlayPeer], from node: NodeFacts, to other: NodeFacts,
    at address: IPAddress
  ) -> TailnetReading {
    func unknown(_ reason: UnknownWay, _ endpoint: UDPEndpoint? = nil) -> TailnetReading {
      TailnetReading(moment, .unknown, by: .wireGuard, endpoint: endpoint, reason: reason)
    }
    guard let peer = Self.peer(address, among: peers) else { return unknown(.noPeer) }
    guard let endpoint = peer.udpEndpoint else { return unknown(.noEndpoint) }
    if isInside(endpoint.address) { return unknown(.endpointInside, endpoint) }
    guard let handshake = peer.handshake else { return unknown(.handshakeUnknown, endpoint) }
    guard handshake.isFresh else { return unknown(.noSession, endpoint) }
    if endpoint.isLoopback || isHub(peer, at: endpoint, between: node, other, among: peers) {
      return TailnetReading(moment, .relayed, by: .wireGuard, endpoint: endpoint, relay: endpoint.description)
    }
    return TailnetReading(moment, .direct, by: .wireGuard, endpoint: endpoint)
  }

  /// The peer that an address is sent to: that of the longest block.
  static func peer(_ address: IPAddress, among peers: [OverlayPeer]) -> OverlayPeer? {
    peers.compactMap { peer in peer.match(address).map { (peer, $0) } }.max { $0.1 < $1.1 }?.0
  }

  private func isInside(_ address: IPAddress) -> Bool {
    model.facts.nodes.contains { node in
      node.podBlock(address.family)?.contains(address) == true
        || node.devices.contains { $0.name.hasPrefix("cilium_") && $0.addresses.contains(address) }
    }
  }

  /// Whether packets to other nodes go to the same peer, and it is not this node that it is at.
  private func isHub(
    _ peer: OverlayPeer, at endpoint: UDPEndpoint, between node: NodeFacts, _ other: NodeFacts,
    among peers: [OverlayPeer]
  ) -> Bool {
    let served = model.facts.nodes.filter { served in
      guard served.name != node.name, let address = served.nodeIP(model.family) else { return false }
      return Self.peer(address, among: peers) == peer
    }
    guard served.count > 1 else { return false }
    let own =
      other.devices.filter { !Uplinks.isInternal($0) }.flatMap(\.addresses)
      + [other.externalIP.map(IPAddress.v4), other.externalIPv6.map(IPAddress.v6)].compactMap { $0 }
    return !own.contains(endpoint.address)
  }
}
