/// A TCP segment's header (RFC 9293).
public struct TCPSegment: Hashable, Sendable {
  /// The sender's port.
  public let sourcePort: UInt16
  /// The receiver's port.
  public let destinationPort: UInt16
  /// The flag bits: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK.
  public let flags: UInt8

  /// Whether this opens a connection: SYN without ACK.
  public var isOpening: Bool { flags & 0x12 == 0x02 }
  /// Whether this accepts a connection: SYN with ACK.
  public var isAcceptance: Bool { flags & 0x12 == 0x12 }
  /// Whether this resets a connection.
  public var isReset: Bool { flags & 0x04 != 0 }

  init?(_ bytes: ArraySlice<UInt8>) {
    let reader = ByteReader(bytes)
    guard let source = reader.half(0), let destination = reader.half(2), let flags = reader.byte(13) else { return nil }
    sourcePort = source
    destinationPort = destination
    self.flags = flags
  }
}

/// A UDP datagram (RFC 768).
public struct UDPDatagram: Hashable, Sendable {
  /// The sender's port.
  public let sourcePort: UInt16
  /// The receiver's port.
  public let destinationPort: UInt16
  /// The datagram's length in bytes, its header included.
  public let length: Int
  /// What it carries, as far as it was kept; where nothing was cut off, the padding of a short frame is not in it.
  public let data: ArraySlice<UInt8>
  /// The tunnel header inside; nil when the port is no tunnel's or the datagram is none.
  public let tunnel: TunnelHeader?
  /// The WireGuard message inside; nil when it is none. A tunnel's datagram is none.
  public let wireGuard: WireGuardMessage?

  init?(_ bytes: ArraySlice<UInt8>, _ context: DecodeContext) {
    let reader = ByteReader(bytes)
    guard let source = reader.half(0), let destination = reader.half(2), let length = reader.half(4) else { return nil }
    sourcePort = source
    destinationPort = destination
    self.length = Int(length)
    let body = reader.rest(from: 8) ?? []
    data = body
    tunnel =
      switch destination {
      case context.tunnels.vxlan: TunnelHeader(vxlan: body, context)
      case context.tunnels.geneve: TunnelHeader(geneve: body, context)
      default: nil
      }
    wireGuard = tunnel == nil ? WireGuardMessage(body, length: Int(length) - 8) : nil
  }
}
