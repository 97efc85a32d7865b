/// A tunnel's header and the packet behind it.
public struct TunnelHeader: Hashable, Sendable {
  /// The tunnel protocols that Cilium knows.
  public enum Encapsulation: String, Hashable, Sendable {
    /// RFC 7348.
    case vxlan
    /// RFC 8926.
    case geneve
  }

  /// Which protocol.
  public let encapsulation: Encapsulation
  /// The virtual network's identifier; Cilium writes the sender's security identity here.
  public let vni: UInt32
  /// The packet inside; nil when it is not IP or is cut off before its header's end.
  public let inner: IPPacket?

  init?(vxlan bytes: ArraySlice<UInt8>, _ context: DecodeContext) {
    let reader = ByteReader(bytes)
    // Bit I: the identifier is valid.
    guard let flags = reader.byte(0), flags & 0x08 != 0, let identifier = reader.word(4) else { return nil }
    encapsulation = .vxlan
    vni = identifier >> 8
    inner = Self.packet(reader.rest(from: 8) ?? [], context)
  }

  init?(geneve bytes: ArraySlice<UInt8>, _ context: DecodeContext) {
    let reader = ByteReader(bytes)
    // Version 0; the protocol is Ethernet ("transparent Ethernet bridging").
    guard let first = reader.byte(0), first >> 6 == 0, reader.half(2) == 0x6558, let identifier = reader.word(4)
    else { return nil }
    encapsulation = .geneve
    vni = identifier >> 8
    inner = Self.packet(reader.rest(from: 8 + Int(first & 0x3F) * 4) ?? [], context)
  }

  private static func packet(_ frame: ArraySlice<UInt8>, _ context: DecodeContext) -> IPPacket? {
    guard let inner = context.inner, let bytes = LinkFrame(frame, .ethernet)?.packet else { return nil }
    return IPPacket(bytes, inner)
  }
}
