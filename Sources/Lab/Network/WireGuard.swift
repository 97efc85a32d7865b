import Foundation

/// One overlay of the lab: userspace WireGuard (which Tailscale itself runs on), through the networks' own routers.
struct WireGuard: Sendable {
  var topology: LabTopology
  var overlay: LabOverlay
  var paths: LabPaths

  /// Starts one node's wireguard-go; its control socket goes to the node's own directory, because every node's
  /// interface has the same name.
  func start(_ node: LabNode) async throws -> LabDaemon {
    let log = "\(paths.logs)/wireguard-\(overlay.device)-\(node.name).log"
    let daemon = try LabDaemon(
      "wireguard-go \(overlay.device) of \(node.name)",
      command: LabCommand.inNamespace(
        node.name, Self.own(node.name, paths, ["wireguard-go", "-f", overlay.device])),
      log: log)
    let socket = "\(paths.wireguard(node.name))/\(overlay.device).sock"
    try await daemon.waitUntil("its control socket exists", log: log) { access(socket, F_OK) == 0 }
    return daemon
  }

  /// Makes new keys and lets the nodes know each other. The keys live in the lab's tmpfs only.
  func configure() async throws {
    let members = topology.members(of: overlay)
    var keys: [String: (secret: String, open: String)] = [:]
    for node in members {
      let secret = try await LabCommand.check(["wg", "genkey"]).trimmed
      keys[node.name] = (secret, try await LabCommand.check(["wg", "pubkey"], input: secret).trimmed)
    }
    for node in members {
      guard let own = keys[node.name] else { continue }
      let peers = members.filter { $0 != node }.compactMap { peer in
        keys[peer.name].flatMap { peerSection(peer, from: node, key: $0.open) }
      }
      let file = "\(paths.wireguard(node.name))/\(overlay.device).conf"
      let text = interfaceSection(secret: own.secret) + peers.joined()
      guard
        FileManager.default.createFile(atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      else { throw LabError("\(file) cannot be written") }
      let command = Self.own(node.name, paths, ["wg", "setconf", overlay.device, file])
      try await LabCommand.check(LabCommand.inNamespace(node.name, command))
    }
  }

  /// A fault: changes what a peer of a node may use as source, and what is sent to it.
  ///
  /// - Parameter addresses: Those that it may use; nil for its own, as ``configure()`` sets them.
  func allow(_ addresses: [String]?, of peer: LabNode, on node: LabNode) async throws {
    let own = OverlayRouting(topology: topology, overlay: overlay).addresses(of: peer)
    let allowed = (addresses ?? own).map(OverlayRouting.host).joined(separator: ",")
    try await set(["peer", try await key(of: peer, on: node), "allowed-ips", allowed], on: node)
  }

  /// A fault: takes a peer away from a node.
  func remove(_ peer: LabNode, from node: LabNode) async throws {
    try await set(["peer", try await key(of: peer, on: node), "remove"], on: node)
  }

  /// Gives a node the peers again that ``configure()`` gave it; those that are there keep their sessions.
  func restore(_ node: LabNode) async throws {
    let command = ["wg", "syncconf", overlay.device, "\(paths.wireguard(node.name))/\(overlay.device).conf"]
    try await LabCommand.check(LabCommand.inNamespace(node.name, Self.own(node.name, paths, command)))
  }

  private func set(_ words: [String], on node: LabNode) async throws {
    let command = ["wg", "set", overlay.device] + words
    try await LabCommand.check(LabCommand.inNamespace(node.name, Self.own(node.name, paths, command)))
  }

  /// The public key of a peer, as a node knows it: by where it sends to it.
  private func key(of peer: LabNode, on node: LabNode) async throws -> String {
    let shown = try await LabCommand.check(
      LabCommand.inNamespace(node.name, Self.own(node.name, paths, ["wg", "show", overlay.device, "endpoints"])))
    guard let endpoint = topology.endpoint(of: peer, from: node).map({ "\($0.urlHost):\(overlay.port)" }),
      let key = shown.split(separator: "\n").map({ $0.split(separator: "\t") })
        .first(where: { $0.count > 1 && $0[1] == endpoint })?.first
    else { throw LabError("\(node.name) has no peer that is \(peer.name); wg shows: \(shown.trimmed)") }
    return String(key)
  }

  /// `command` with the node's own `/run/wireguard`, where `wg` and wireguard-go look for control sockets.
  static func own(_ node: String, _ paths: LabPaths, _ command: [String]) -> [String] {
    ["unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /run/wireguard && exec \"$@\"", paths.wireguard(node)]
      + command
  }

  func interfaceSection(secret: String) -> String {
    let mark = OverlayRouting.ownMark(overlay.kind).map { "FwMark = \($0)\n" } ?? ""
    return "[Interface]\nPrivateKey = \(secret)\nListenPort = \(overlay.port)\n\(mark)"
  }

  /// Only the peer's own addresses are allowed: what comes from a pod's bare address is dropped by the receiver. Nil
  /// when there is no way to the peer.
  func peerSection(_ peer: LabNode, from node: LabNode, key: String) -> String? {
    guard let endpoint = topology.endpoint(of: peer, from: node) else { return nil }
    let allowed = OverlayRouting(topology: topology, overlay: overlay).addresses(of: peer)
    return """
      [Peer]
      PublicKey = \(key)
      Endpoint = \(endpoint.urlHost):\(overlay.port)
      AllowedIPs = \(allowed.map(OverlayRouting.host).joined(separator: ", "))
      PersistentKeepalive = 5

      """
  }
}
