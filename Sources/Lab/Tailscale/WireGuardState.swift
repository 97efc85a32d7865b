import Foundation

/// What a node's WireGuard tells of its peers: `wg show DEVICE dump` (wg(8)).
struct WireGuardState: Sendable, Hashable {
  /// The node's own public key.
  var publicKey: String
  /// The peers, by their public keys.
  var peers: [String: Peer]

  /// A peer.
  struct Peer: Sendable, Hashable {
    /// Where packets to it are sent; nil for nowhere yet.
    var endpoint: String?
    var allowedIPs: [String]
    /// The last handshake; nil for none.
    var handshake: Date?
    var received: Int
    var sent: Int
  }

  /// Nil for anything else.
  init?(dump: String) {
    let lines = dump.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    guard let own = lines.first, own.count == 4 else { return nil }
    publicKey = own[1]
    peers = Dictionary(
      lines.dropFirst().compactMap { words -> (String, Peer)? in
        guard words.count == 8, let seconds = Double(words[4]), let received = Int(words[5]), let sent = Int(words[6])
        else { return nil }
        let peer = Peer(
          endpoint: words[2] == "(none)" ? nil : words[2],
          allowedIPs: words[3] == "(none)" ? [] : words[3].split(separator: ",").map(String.init),
          handshake: seconds > 0 ? Date(timeIntervalSince1970: seconds) : nil, received: received, sent: sent)
        return (words[0], peer)
      }, uniquingKeysWith: { first, _ in first })
  }
}
