import Cilium
import Tailnet

/// A peer of a WireGuard device: a part of what `wg show` tells.
public struct OverlayPeer: Sendable, Codable, Hashable {
  /// The WireGuard device.
  public var device: String
  /// Where the peer's packets are sent to, on the network below; nil while that is not known.
  public var endpoint: IPAddress?
  /// The UDP port there.
  public var port: Int?
  /// The addresses that the peer may use as sources, and that are sent to it.
  public var allowedIPs: [IPPrefix]
  /// The last handshake with it, seen from when it was read; nil in older records, and where that is not known.
  public var handshake: Handshake?
  /// How many bytes had come from it; nil in older records, and where that was not told exactly.
  public var received: Int?
  /// How many had been sent to it; likewise.
  public var sent: Int?

  /// Makes a peer.
  public init(
    device: String, endpoint: IPAddress? = nil, port: Int? = nil, allowedIPs: [IPPrefix] = [],
    handshake: Handshake? = nil, received: Int? = nil, sent: Int? = nil
  ) {
    self.device = device
    self.endpoint = endpoint
    self.port = port
    self.allowedIPs = allowedIPs
    self.handshake = handshake
    self.received = received
    self.sent = sent
  }

  /// A peer as `wg show` tells it.
  init(_ peer: WireGuardPeer) {
    self.init(
      device: peer.device, endpoint: peer.endpoint?.address, port: peer.endpoint?.port, allowedIPs: peer.allowedIPs,
      handshake: peer.handshake, received: peer.received, sent: peer.sent)
  }

  /// Address and port together.
  var udpEndpoint: UDPEndpoint? { endpoint.flatMap { address in port.map { UDPEndpoint(address, port: $0) } } }

  /// How many bits of an address the narrowest of its blocks fixes that holds it: WireGuard sends by the longest; nil
  /// where none does.
  func match(_ address: IPAddress) -> Int? { allowedIPs.filter { $0.contains(address) }.map(\.length).max() }
}
