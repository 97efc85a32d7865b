/// An IPv4 address as it stands in a header.
public struct HeaderAddress: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
  /// The address as a number, the first octet in the highest byte.
  public let rawValue: UInt32

  /// Makes an address from its number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Dotted-decimal notation.
  public var description: String {
    "\(rawValue >> 24).\(rawValue >> 16 & 0xFF).\(rawValue >> 8 & 0xFF).\(rawValue & 0xFF)"
  }
}

/// An IPv4 packet (RFC 791), decoded as far as its bytes go.
public struct IPv4Packet: Hashable, Sendable {
  /// Where it comes from.
  public let source: HeaderAddress
  /// Where it goes to.
  public let destination: HeaderAddress
  /// How many more routers it may pass.
  public let ttl: UInt8
  /// The protocol inside, by its IANA number.
  public let protocolNumber: UInt8
  /// The whole packet's length in bytes, as its header says.
  public let totalLength: Int
  /// Whether routers must not fragment it.
  public let dontFragment: Bool
  /// Whether more fragments follow.
  public let moreFragments: Bool
  /// Where this fragment's data belongs, in bytes.
  public let fragmentOffset: Int
  /// What is inside.
  public let payload: Payload

  /// Whether this is a fragment of a larger packet.
  public var isFragment: Bool { moreFragments || fragmentOffset > 0 }

  /// What an IPv4 packet holds.
  public enum Payload: Hashable, Sendable {
    /// A UDP datagram.
    case udp(UDPDatagram)
    /// A TCP segment.
    case tcp(TCPSegment)
    /// An ICMP message.
    case icmp(ICMPMessage)
    /// A later fragment, which has no transport header.
    case laterFragment
    /// Another protocol, or a transport header that is cut off.
    case undecoded
  }

  /// Decodes bytes that start with an IPv4 header; nil when they do not.
  ///
  /// - Parameters:
  ///   - bytes: The packet, which may be cut off anywhere and may have padding behind it.
  ///   - vxlanPort: The UDP port that means VXLAN: 8472 for Linux and Cilium, 4789 for others (RFC 7348).
  public init?(_ bytes: ArraySlice<UInt8>, vxlanPort: UInt16 = 8472) {
    let reader = ByteReader(bytes)
    guard let first = reader.byte(0), first >> 4 == 4 else { return nil }
    let headerLength = Int(first & 0xF) * 4
    guard headerLength >= 20, let length = reader.half(2), let fragment = reader.half(6), let ttl = reader.byte(8),
      let number = reader.byte(9), let source = reader.word(12), let destination = reader.word(16),
      Int(length) >= headerLength
    else { return nil }
    self.source = HeaderAddress(rawValue: source)
    self.destination = HeaderAddress(rawValue: destination)
    self.ttl = ttl
    self.protocolNumber = number
    self.totalLength = Int(length)
    self.dontFragment = fragment & 0x4000 != 0
    self.moreFragments = fragment & 0x2000 != 0
    self.fragmentOffset = Int(fragment & 0x1FFF) * 8
    guard fragmentOffset == 0 else {
      payload = .laterFragment
      return
    }
    // Ethernet pads short frames: what is behind the packet's own length is not its data.
    let body = reader.rest(from: headerLength, to: Int(length)) ?? []
    payload =
      switch number {
      case 1: ICMPMessage(body).map(Payload.icmp) ?? .undecoded
      case 6: TCPSegment(body).map(Payload.tcp) ?? .undecoded
      case 17: UDPDatagram(body, vxlanPort: vxlanPort).map(Payload.udp) ?? .undecoded
      default: .undecoded
      }
  }

  /// The ICMP message inside, if it is one.
  public var icmp: ICMPMessage? {
    if case .icmp(let message) = payload { message } else { nil }
  }

  /// The UDP datagram inside, if it is one.
  public var udp: UDPDatagram? {
    if case .udp(let datagram) = payload { datagram } else { nil }
  }

  /// The TCP segment inside, if it is one.
  public var tcp: TCPSegment? {
    if case .tcp(let segment) = payload { segment } else { nil }
  }

  /// The packet inside the tunnel, if this is VXLAN with an IPv4 packet inside.
  public var tunnelled: IPv4Packet? { udp?.vxlan?.inner }
}
