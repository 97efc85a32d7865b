import CLibpcap

/// A compiled filter expression in tcpdump's language, such as `udp port 8472`.
public final class PacketFilter {
  /// The expression.
  public let expression: String
  private var program = bpf_program()

  /// Compiles an expression for packets of a link type.
  ///
  /// - Throws: ``CaptureError/badFilter(expression:_:)``.
  public init(_ expression: String, linkType: LinkType) throws {
    self.expression = expression
    guard let handle = pcap_open_dead(linkType.dlt, 262_144) else {
      throw CaptureError.badFilter(expression: expression, "libpcap has no memory")
    }
    defer { pcap_close(handle) }
    // The netmask only matters for `ip broadcast`, which needs a live interface.
    guard pcap_compile(handle, &program, expression, 1, UInt32(bitPattern: -1)) == 0 else {
      throw CaptureError.badFilter(expression: expression, String(cString: pcap_geterr(handle)))
    }
  }

  deinit { pcap_freecode(&program) }

  /// Whether a packet passes. Its link type must be the one that the filter was compiled for.
  public func matches(_ packet: CapturedPacket) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = UInt32(packet.bytes.count)
    header.len = UInt32(clamping: packet.originalLength)
    return packet.bytes.withUnsafeBufferPointer { pcap_offline_filter(&program, &header, $0.baseAddress) } != 0
  }
}
