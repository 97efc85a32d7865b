/// An IPv4 (RFC 791) or IPv6 (RFC 8200) packet, decoded as far as its bytes go.
public struct IPPacket: Hashable, Sendable {
  /// Where it comes from.
  public let source: HeaderAddress
  /// Where it goes to.
  public let destination: HeaderAddress
  /// How many more routers it may pass (IPv4: TTL; IPv6: hop limit).
  public let ttl: UInt8
  /// The protocol inside, by its IANA number; of IPv6, behind the extension headers that are known here.
  public let protocolNumber: UInt8
  /// The whole packet's length in bytes, as its header says.
  public let totalLength: Int
  /// Whether routers must not fragment it; of IPv6 they never may.
  public let dontFragment: Bool
  /// The number that a packet's fragments share; nil for an IPv6 packet that is no fragment.
  public let identification: UInt32?
  /// Whether more fragments follow.
  public let moreFragments: Bool
  /// Where this fragment's data belongs, in bytes.
  public let fragmentOffset: Int
  /// What is inside.
  public let payload: Payload

  /// Whether this is a fragment of a larger packet.
  public var isFragment: Bool { moreFragments || fragmentOffset > 0 }

  /// What a packet holds. Indirect, because a tunnel's packet and an ICMP error hold packets again.
  public indirect enum Payload: Hashable, Sendable {
    /// A UDP datagram.
    case udp(UDPDatagram)
    /// A TCP segment.
    case tcp(TCPSegment)
    /// An ICMP or ICMPv6 message.
    case icmp(ICMPMessage)
    /// A later fragment, which has no transport header.
    case laterFragment
    /// Another protocol, or a transport header that is cut off.
    case undecoded
  }

  /// Decodes bytes that start with an IP header; nil when they do not.
  ///
  /// - Parameters:
  ///   - bytes: The packet, which may be cut off anywhere and may have padding behind it.
  ///   - tunnels: The ports that mean tunnels.
  public init?(_ bytes: ArraySlice<UInt8>, tunnels: TunnelPorts = .init()) {
    self.init(bytes, DecodeContext(tunnels: tunnels))
  }

  init?(_ bytes: ArraySlice<UInt8>, _ context: DecodeContext) {
    switch bytes.first.map({ $0 >> 4 }) {
    case 4?: self.init(version4: ByteReader(bytes), context)
    case 6?: self.init(version6: ByteReader(bytes), context)
    default: return nil
    }
  }

  private init?(version4 reader: ByteReader, _ context: DecodeContext) {
    guard let first = reader.byte(0) else { return nil }
    let headerLength = Int(first & 0xF) * 4
    guard headerLength >= 20, let length = reader.half(2), let identification = reader.half(4),
      let fragment = reader.half(6), let ttl = reader.byte(8), let number = reader.byte(9),
      let source = reader.address4(12), let destination = reader.address4(16), Int(length) >= headerLength
    else { return nil }
    self.source = source
    self.destination = destination
    self.ttl = ttl
    self.protocolNumber = number
    self.totalLength = Int(length)
    self.identification = UInt32(identification)
    self.dontFragment = fragment & 0x4000 != 0
    self.moreFragments = fragment & 0x2000 != 0
    self.fragmentOffset = Int(fragment & 0x1FFF) * 8
    guard fragmentOffset == 0 else {
      payload = .laterFragment
      return
    }
    // Ethernet pads short frames: what is behind the packet's own length is not its data.
    payload = Payload(number, reader.rest(from: headerLength, to: Int(length)) ?? [], context)
  }

  private init?(version6 reader: ByteReader, _ context: DecodeContext) {
    guard let length = reader.half(4), let next = reader.byte(6), let limit = reader.byte(7),
      let source = reader.address6(8), let destination = reader.address6(24)
    else { return nil }
    let extensions = IPv6Extensions(reader, from: 40, first: next)
    self.source = source
    self.destination = destination
    self.ttl = limit
    self.protocolNumber = extensions.protocolNumber
    self.totalLength = 40 + Int(length)
    self.dontFragment = true
    self.identification = extensions.identification
    self.moreFragments = extensions.moreFragments
    self.fragmentOffset = extensions.fragmentOffset
    guard fragmentOffset == 0 else {
      payload = .laterFragment
      return
    }
    payload = Payload(protocolNumber, reader.rest(from: extensions.end, to: totalLength) ?? [], context)
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

  /// The packet inside the tunnel, if this is VXLAN or Geneve with an IP packet inside.
  public var tunnelled: IPPacket? { udp?.tunnel?.inner }
}

extension IPPacket.Payload {
  init(_ number: UInt8, _ body: ArraySlice<UInt8>, _ context: DecodeContext) {
    self =
      switch number {
      case 1, 58: ICMPMessage(body, isVersion6: number == 58, context).map(Self.icmp) ?? .undecoded
      case 6: TCPSegment(body).map(Self.tcp) ?? .undecoded
      case 17: UDPDatagram(body, context).map(Self.udp) ?? .undecoded
      default: .undecoded
      }
  }
}

/// The UDP ports by which tunnels are known.
public struct TunnelPorts: Hashable, Sendable {
  /// VXLAN's: 8472 for Linux and Cilium, 4789 for others (RFC 7348).
  public var vxlan: UInt16
  /// Geneve's (RFC 8926).
  public var geneve: UInt16

  /// Cilium's defaults.
  public init(vxlan: UInt16 = 8472, geneve: UInt16 = 6081) {
    self.vxlan = vxlan
    self.geneve = geneve
  }
}

/// What decoding carries inwards.
struct DecodeContext {
  var tunnels: TunnelPorts
  /// How many packets may still be found inside one another. A crafted packet could hold a thousand.
  var depth = 3

  /// The context of a packet inside; nil when it is deep enough.
  var inner: DecodeContext? {
    guard depth > 0 else { return nil }
    return DecodeContext(tunnels: tunnels, depth: depth - 1)
  }
}
