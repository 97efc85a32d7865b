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
      let file = configuration(of: node)
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
    try await set(["peer", try key(of: peer, on: node), "allowed-ips", allowed], on: node)
  }

  /// A fault: takes a peer away from a node.
  func remove(_ peer: LabNode, from node: LabNode) async throws {
    try await set(["peer", try key(of: peer, on: node), "remove"], on: node)
  }

  /// Gives a node the peers again that ``configure()`` gave it; those that are there keep their sessions.
  func restore(_ node: LabNode) async throws {
    let command = ["wg", "syncconf", overlay.device, configuration(of: node)]
    try await LabCommand.check(LabCommand.inNamespace(node.name, Self.own(node.name, paths, command)))
  }

  private func set(_ words: [String], on node: LabNode) async throws {
    let command = ["wg", "set", overlay.device] + words
    try await LabCommand.check(LabCommand.inNamespace(node.name, Self.own(node.name, paths, command)))
  }

  /// A fault: has a program on the node itself carry what is for a peer.
  func send(to port: UInt16, whatIsFor peer: LabNode, on node: LabNode) async throws {
    try await set(["peer", try key(of: peer, on: node), "endpoint", "127.0.0.1:\(port)"], on: node)
  }

  private func configuration(of node: LabNode) -> String { "\(paths.wireguard(node.name))/\(overlay.device).conf" }

  /// The public key of a peer, as a node was told it: by where it sends to it without any fault.
  func key(of peer: LabNode, on node: LabNode) throws -> String {
    let file = configuration(of: node)
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    guard let endpoint = topology.endpoint(of: peer, from: node).map({ "\($0.urlHost):\(overlay.port)" }),
      let key = Self.key(of: endpoint, in: text)
    else { throw LabError("\(node.name) has no peer that is \(peer.name) in \(file)") }
    return key
  }

  /// The public key of the peer that has an endpoint, in a file of `wg setconf`.
  static func key(of endpoint: String, in text: String) -> String? {
    let sections = text.components(separatedBy: "[Peer]").dropFirst().map { $0.split(separator: "\n") }
    let own = sections.first { $0.contains("Endpoint = \(endpoint)") }
    let word = "PublicKey = "
    return own?.first { $0.hasPrefix(word) }.map { String($0.dropFirst(word.count)) }
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
