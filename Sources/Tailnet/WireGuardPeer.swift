import Cilium

/// One peer of a WireGuard device, as `wg show` tells it in either of its forms. Keys other than public ones are not read.
public struct WireGuardPeer: Hashable, Sendable {
  /// The device.
  public var device: String
  /// The peer's public key, in base64; `nil` where it was not told.
  public var publicKey: String?
  /// Where packets to the peer go on the network below; `nil` while that is not known.
  public var endpoint: UDPEndpoint?
  /// What may come from it, and is sent to it.
  public var allowedIPs: [IPPrefix]
  /// The last handshake; `nil` where it is not known when the listing was made.
  public var handshake: Handshake?
  /// How many bytes had come from it; `nil` where that is told in rounded units only.
  public var received: Int?
  /// How many had been sent to it; likewise.
  public var sent: Int?

  /// Makes a peer.
  public init(
    device: String, publicKey: String? = nil, endpoint: UDPEndpoint? = nil, allowedIPs: [IPPrefix] = [],
    handshake: Handshake? = nil, received: Int? = nil, sent: Int? = nil
  ) {
    self.device = device
    self.publicKey = publicKey
    self.endpoint = endpoint
    self.allowedIPs = allowedIPs
    self.handshake = handshake
    self.received = received
    self.sent = sent
  }
}

extension WireGuardPeer {
  /// The peers in what `wg show` or `wg show all dump` printed.
  ///
  /// - Parameter now: When, in seconds since 1970 by the node's clock; `nil` where that is not known.
  /// - Throws: ``Cilium/ParseError`` for a text that is neither.
  public static func listing(_ text: String, now: Int?) throws -> [WireGuardPeer] {
    let isForPeople = text.contains("interface:") || text.contains("peer:")
    return try isForPeople ? WireGuardText.parse(text) : WireGuardDump.parse(text, now: now)
  }
}
