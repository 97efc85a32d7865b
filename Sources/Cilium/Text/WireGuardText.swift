import Foundation

/// Reads what `wg show` prints for people: devices, and of each its peers.
public enum WireGuardText {
  /// One peer of a device.
  public struct Peer: Hashable, Sendable {
    /// The device.
    public var device: String
    /// Where packets to the peer go on the network below.
    public var endpoint: IPAddress?
    /// The UDP port there.
    public var port: Int?
    /// What may come from it, and is sent to it.
    public var allowedIPs: [IPPrefix]
  }

  /// The peers of all devices, in the text's order; none where there is no device.
  ///
  /// - Throws: ``ParseError`` for a peer without a device above it.
  public static func parse(_ text: String) throws -> [Peer] {
    var device: String?
    var peers: [Peer] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "interface": device = parts[1]
      case "peer":
        guard let device else {
          throw ParseError(
            what: "the WireGuard peers (wg show)", at: .line(number + 1), found: String(line),
            hint: "a peer stands below its interface")
        }
        peers.append(Peer(device: device, allowedIPs: []))
      case "endpoint": peers.take(endpoint: parts[1])
      case "allowed ips":
        let blocks = parts[1].split(separator: ",").compactMap { IPPrefix($0.trimmingCharacters(in: .whitespaces)) }
        if let last = peers.indices.last { peers[last].allowedIPs = blocks }
      default: break
      }
    }
    return peers
  }
}

extension [WireGuardText.Peer] {
  /// `203.0.113.5:51820` or `[2001:db8::5]:51820`; `(none)` is no endpoint.
  fileprivate mutating func take(endpoint text: String) {
    guard let last = indices.last, let colon = text.lastIndex(of: ":") else { return }
    let host = text[..<colon].trimmingCharacters(in: ["[", "]"])
    self[last].endpoint = IPAddress(host)
    self[last].port = Int(text[text.index(after: colon)...])
  }
}
