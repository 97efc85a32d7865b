/// Which servers of the internet answer STUN, and which nodes ask them.
struct STUNPlan: Sendable {
  let topology: LabTopology
  let paths: LabPaths
  /// The program with the hidden subcommand.
  let executable: String

  /// The UDP port of STUN servers.
  static let port: UInt16 = 3478

  /// The servers' addresses: two, as only several tell whether NAT gives each destination another port.
  var servers: [String] { topology.worldFamilies.flatMap(LabTopology.stunAddresses) }

  /// The nodes that ask, with the tailnet that they do it for: those whose networks lead outside.
  var askers: [(node: LabNode, overlay: LabOverlay)] {
    guard let overlay = topology.overlays.first(where: \.isTailscale) else { return [] }
    let members = topology.members(of: overlay)
    return topology.nodes.filter { node in
      members.contains(node)
        && node.cards.contains { card in
          AddressFamily.allCases.contains { topology.outsideAddress(of: card, $0) != nil }
        }
    }.map { ($0, overlay) }
  }

  /// The words after the program's name that serve.
  var serving: [String] { [STUNStandIn.commandName, "serve", String(Self.port)] + servers }

  /// The words after the program's name that ask for a node: from WireGuard's port, with the mark of the overlay's own
  /// packets.
  func asking(_ overlay: LabOverlay) -> [String] {
    let mark = OverlayRouting.ownMark(overlay.kind).flatMap { UInt32($0.dropFirst(2), radix: 16) } ?? 0
    return [STUNStandIn.commandName, "ask", String(Self.port), String(overlay.port), String(mark)] + servers
  }

  /// Starts the servers.
  func startServers() throws -> LabDaemon {
    try daemon("the STUN servers", serving, in: LabTopology.internetNamespace)
  }

  /// Starts what asks on the nodes.
  func startAskers() throws -> [LabDaemon] {
    try askers.map { node, overlay in
      try daemon("what asks STUN servers on \(node.name)", asking(overlay), in: node.name)
    }
  }

  private func daemon(_ name: String, _ words: [String], in namespace: String) throws -> LabDaemon {
    try LabDaemon(
      name, command: LabCommand.inNamespace(namespace, [executable] + words),
      log: "\(paths.logs)/stun-\(namespace).log")
  }
}
