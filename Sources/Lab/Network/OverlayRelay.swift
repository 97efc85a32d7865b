/// A fault: WireGuard's messages go over TCP by a relay in the internet, as Tailscale's do by DERP where no UDP passes.
///
/// On each node a program stands between: WireGuard sends to it what is for a peer, at a port of the loopback device that
/// stands for that peer.
struct OverlayRelay: Sendable {
  let topology: LabTopology
  let paths: LabPaths
  /// The program whose hidden subcommand relays and carries.
  let executable: String

  /// The first of the loopback device's ports: below those that the kernel gives away, and NodePorts.
  private static let firstPort: UInt16 = 20_000

  /// The overlays that are relayed.
  var overlays: [LabOverlay] { topology.overlays.filter { $0.kind != .zerotier } }

  /// The members whose messages a node has carried: those beyond the internet, and of a fault of one node only to and from
  /// that one.
  func peers(of node: LabNode, in overlay: LabOverlay, _ placed: PlacedFault) -> [LabNode] {
    let names = topology.nodes.map(\.name)
    return topology.members(of: overlay).filter { peer in
      guard peer != node, placed.strikes(peer.name, of: names) || placed.strikes(node.name, of: names) else {
        return false
      }
      return !peer.cards.contains { card in node.cards.contains { $0.network == card.network } }
    }
  }

  /// A machine's number at an overlay's relay.
  private func number(_ node: LabNode) -> UInt16 { UInt16(topology.machines.firstIndex(of: node) ?? 0) }

  /// The port of the relay of an overlay, which each has for itself.
  private func relayPort(_ overlay: LabOverlay) -> UInt16 {
    LabTopology.relayPort + UInt16(topology.overlays.firstIndex(of: overlay) ?? 0)
  }

  /// Where a node's WireGuard sends what is for a peer.
  private func port(_ peer: LabNode, in overlay: LabOverlay) -> UInt16 {
    Self.firstPort + UInt16(100 * (topology.overlays.firstIndex(of: overlay) ?? 0)) + number(peer)
  }

  /// The words after the program's name that serve an overlay's relay.
  func serving(_ overlay: LabOverlay) -> [String] {
    [PacketRelay.commandName, "serve", relayAddress, String(relayPort(overlay))]
  }

  /// The words after the program's name that carry a node's messages for peers.
  func carrying(_ node: LabNode, in overlay: LabOverlay, _ peers: [LabNode]) -> [String] {
    [
      PacketRelay.commandName, "carry", relayAddress, String(relayPort(overlay)), String(number(node)),
      String(overlay.port),
    ] + peers.map { "\(number($0)):\(port($0, in: overlay))" }
  }

  private var relayAddress: String { LabTopology.relayAddress(topology.worldFamilies.first ?? .ipv4) }

  /// Starts the relays, and on each node what carries by them.
  func start(_ placed: PlacedFault) throws -> [LabDaemon] {
    try overlays.flatMap { overlay in
      let relay = try daemon("the relay of \(overlay.device)", serving(overlay), in: LabTopology.internetNamespace)
      let nodes = topology.members(of: overlay).map { ($0, peers(of: $0, in: overlay, placed)) }
      return [relay]
        + (try nodes.filter { !$0.1.isEmpty }.map { node, peers in
          try daemon(
            "what carries \(overlay.device) of \(node.name)", carrying(node, in: overlay, peers), in: node.name)
        })
    }
  }

  private func daemon(_ name: String, _ words: [String], in namespace: String) throws -> LabDaemon {
    try LabDaemon(
      name, command: LabCommand.inNamespace(namespace, [executable] + words),
      log: "\(paths.logs)/relay-\(namespace).log")
  }

  /// Has each node's WireGuard send to what carries.
  func divert(_ overlay: LabOverlay, _ placed: PlacedFault) async throws {
    let wireguard = WireGuard(topology: topology, overlay: overlay, paths: paths)
    for node in topology.members(of: overlay) {
      for peer in peers(of: node, in: overlay, placed) {
        try await wireguard.send(to: port(peer, in: overlay), whatIsFor: peer, on: node)
      }
    }
  }
}
