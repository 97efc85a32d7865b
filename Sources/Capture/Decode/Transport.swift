/// An ICMP message (RFC 792).
public struct ICMPMessage: Hashable, Sendable {
  /// The type: 0 echo reply, 3 destination unreachable, 8 echo request, 11 time exceeded.
  public let type: UInt8
  /// The code: with type 3, 4 means that fragmentation was needed and forbidden.
  public let code: UInt8
  /// An echo's identifier; nil for other messages.
  public let identifier: UInt16?
  /// An echo's sequence number; nil for other messages.
  public let sequence: UInt16?
  /// The next hop's MTU in bytes of a "fragmentation needed" (RFC 1191); nil for other messages.
  public let nextHopMTU: Int?

  /// Whether this is an echo request.
  public var isEchoRequest: Bool { type == 8 }
  /// Whether this is an echo reply.
  public var isEchoReply: Bool { type == 0 }

  init?(_ bytes: ArraySlice<UInt8>) {
    let reader = ByteReader(bytes)
    guard let type = reader.byte(0), let code = reader.byte(1), let high = reader.half(4), let low = reader.half(6)
    else { return nil }
    self.type = type
    self.code = code
    let isEcho = type == 8 || type == 0
    identifier = isEcho ? high : nil
    sequence = isEcho ? low : nil
    nextHopMTU = type == 3 && code == 4 && low != 0 ? Int(low) : nil
  }
}

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
  /// The tunnel header inside; nil when the port is not VXLAN's or the datagram is no VXLAN.
  public let vxlan: VXLANHeader?

  init?(_ bytes: ArraySlice<UInt8>, vxlanPort: UInt16) {
    let reader = ByteReader(bytes)
    guard let source = reader.half(0), let destination = reader.half(2), let length = reader.half(4) else { return nil }
    sourcePort = source
    destinationPort = destination
    self.length = Int(length)
    vxlan = destination == vxlanPort ? reader.rest(from: 8).flatMap { VXLANHeader($0, vxlanPort: vxlanPort) } : nil
  }
}

/// A VXLAN header and the packet behind it (RFC 7348).
public struct VXLANHeader: Hashable, Sendable {
  /// The virtual network's identifier; Cilium writes the sender's security identity here.
  public let vni: UInt32
  /// The packet inside; nil when it is not IPv4 or is cut off before its header's end.
  public var inner: IPv4Packet? { box.packet }

  /// A struct cannot hold itself: an IPv4 packet holds this one.
  private let box: Box

  private final class Box: Hashable, Sendable {
    let packet: IPv4Packet?
    init(_ packet: IPv4Packet?) { self.packet = packet }
    static func == (left: Box, right: Box) -> Bool { left.packet == right.packet }
    func hash(into hasher: inout Hasher) { hasher.combine(packet) }
  }

  init?(_ bytes: ArraySlice<UInt8>, vxlanPort: UInt16) {
    let reader = ByteReader(bytes)
    // Bit I: the identifier is valid.
    guard let flags = reader.byte(0), flags & 0x08 != 0, let identifier = reader.word(4) else { return nil }
    vni = identifier >> 8
    let frame = reader.rest(from: 8) ?? []
    box = Box(linkPayload(frame, .ethernet).flatMap { IPv4Packet($0, vxlanPort: vxlanPort) })
  }
}
