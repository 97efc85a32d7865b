/// An ICMP (RFC 792) or ICMPv6 (RFC 4443) message.
public struct ICMPMessage: Hashable, Sendable {
  /// What a message says, as far as paths are concerned; the same for both versions.
  public enum Kind: Hashable, Sendable {
    /// An echo request.
    case echoRequest
    /// An echo reply.
    case echoReply
    /// The destination cannot be reached.
    case unreachable
    /// A packet was too big for a link and must not be fragmented ("fragmentation needed", "packet too big").
    case tooBig
    /// The packet has passed too many routers.
    case timeExceeded
    /// Anything else.
    case other
  }

  /// The type's number.
  public let type: UInt8
  /// The code's number.
  public let code: UInt8
  /// What they mean.
  public let kind: Kind
  /// An echo's identifier; nil for other messages.
  public let identifier: UInt16?
  /// An echo's sequence number; nil for other messages.
  public let sequence: UInt16?
  /// The next hop's MTU in bytes of a "too big" (RFC 1191, RFC 4443); nil for other messages, and for routers that do
  /// not tell it.
  public let nextHopMTU: Int?
  /// The beginning of the packet that an error is about; nil for other messages, and where it is cut off.
  public let quoted: IPPacket?

  /// Whether this is an echo request.
  public var isEchoRequest: Bool { kind == .echoRequest }
  /// Whether this is an echo reply.
  public var isEchoReply: Bool { kind == .echoReply }

  init?(_ bytes: ArraySlice<UInt8>, isVersion6: Bool, _ context: DecodeContext) {
    let reader = ByteReader(bytes)
    guard let type = reader.byte(0), let code = reader.byte(1), let high = reader.half(4), let low = reader.half(6)
    else { return nil }
    self.type = type
    self.code = code
    kind = isVersion6 ? Self.version6(type) : Self.version4(type, code)
    let isEcho = kind == .echoRequest || kind == .echoReply
    identifier = isEcho ? high : nil
    sequence = isEcho ? low : nil
    let mtu = isVersion6 ? Int(high) << 16 | Int(low) : Int(low)
    nextHopMTU = kind == .tooBig && mtu != 0 ? mtu : nil
    let isError = kind == .unreachable || kind == .tooBig || kind == .timeExceeded
    quoted = isError ? context.inner.flatMap { IPPacket(reader.rest(from: 8) ?? [], $0) } : nil
  }

  private static func version4(_ type: UInt8, _ code: UInt8) -> Kind {
    switch (type, code) {
    case (0, _): .echoReply
    case (8, _): .echoRequest
    case (3, 4): .tooBig
    case (3, _): .unreachable
    case (11, _): .timeExceeded
    default: .other
    }
  }

  private static func version6(_ type: UInt8) -> Kind {
    switch type {
    case 128: .echoRequest
    case 129: .echoReply
    case 1: .unreachable
    case 2: .tooBig
    case 3: .timeExceeded
    default: .other
    }
  }
}
