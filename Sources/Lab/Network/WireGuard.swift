import Foundation

/// tailscale0: userspace WireGuard (which Tailscale itself runs on), through both VCNs' NATs.
struct WireGuard: Sendable {
  var topology: LabTopology
  var paths: LabPaths

  /// Starts one node's wireguard-go; its control socket goes to the node's own directory, because every node's
  /// interface has the same name.
  func start(_ node: LabNode) async throws -> LabDaemon {
    let log = "\(paths.logs)/wireguard-\(node.name).log"
    let daemon = try LabDaemon(
      "wireguard-go of \(node.name)",
      command: LabCommand.inNamespace(node.name, own(node, ["wireguard-go", "-f", LabTopology.tailnetDevice])),
      log: log)
    let socket = "\(paths.wireguard(node.name))/\(LabTopology.tailnetDevice).sock"
    try await daemon.waitUntil("its control socket exists", log: log) { access(socket, F_OK) == 0 }
    return daemon
  }

  /// Makes new keys and lets the nodes know each other. The keys live in the lab's tmpfs only.
  func configure() async throws {
    var keys: [String: (secret: String, open: String)] = [:]
    for node in topology.nodes {
      let secret = try await LabCommand.check(["wg", "genkey"]).trimmed
      keys[node.name] = (secret, try await LabCommand.check(["wg", "pubkey"], input: secret).trimmed)
    }
    for node in topology.nodes {
      guard let own = keys[node.name] else { continue }
      let peers = topology.nodes.filter { $0 != node }.compactMap { peer in
        keys[peer.name].map { Self.peerSection(peer, key: $0.open) }
      }
      let file = "\(paths.wireguard(node.name))/wg.conf"
      let text = Self.interfaceSection(secret: own.secret) + peers.joined()
      guard
        FileManager.default.createFile(atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      else { throw LabError("\(file) cannot be written") }
      let command = self.own(node, ["wg", "setconf", LabTopology.tailnetDevice, file])
      try await LabCommand.check(LabCommand.inNamespace(node.name, command))
    }
  }

  /// `command` with the node's own `/run/wireguard`, where `wg` and wireguard-go look for control sockets.
  func own(_ node: LabNode, _ command: [String]) -> [String] {
    ["unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /run/wireguard && exec \"$@\"", paths.wireguard(node.name)]
      + command
  }

  static func interfaceSection(secret: String) -> String {
    "[Interface]\nPrivateKey = \(secret)\nListenPort = \(LabTopology.wireguardPort)\n"
  }

  /// Only the peer's own address is allowed: what comes from a pod's bare address is dropped by the receiver.
  static func peerSection(_ peer: LabNode, key: String) -> String {
    """
    [Peer]
    PublicKey = \(key)
    Endpoint = \(peer.publicAddress):\(LabTopology.wireguardPort)
    AllowedIPs = \(peer.tailnetAddress)/32
    PersistentKeepalive = 5

    """
  }
}
