import CLibpcap

/// One packet of a capture, undecoded.
public struct CapturedPacket: Hashable, Sendable {
  /// When it passed, since 1970-01-01T00:00:00Z.
  public let timestamp: Duration
  /// What its bytes start with.
  public let linkType: LinkType
  /// The bytes that were kept.
  public let bytes: [UInt8]
  /// How long the packet was on the wire, in bytes.
  public let originalLength: Int

  /// Whether only the beginning was kept.
  public var isTruncated: Bool { bytes.count < originalLength }

  /// Makes a packet.
  public init(timestamp: Duration = .zero, linkType: LinkType, bytes: [UInt8], originalLength: Int? = nil) {
    self.timestamp = timestamp
    self.linkType = linkType
    self.bytes = bytes
    self.originalLength = originalLength ?? bytes.count
  }

  /// What libpcap hands over, with time stamps in nanoseconds.
  init(_ header: pcap_pkthdr, _ data: UnsafePointer<UInt8>, _ linkType: LinkType) {
    self.init(
      timestamp: .seconds(header.ts.tv_sec) + .nanoseconds(header.ts.tv_usec), linkType: linkType,
      bytes: Array(UnsafeBufferPointer(start: data, count: Int(header.caplen))), originalLength: Int(header.len))
  }

  /// The header that libpcap writes, with time stamps in nanoseconds.
  var header: pcap_pkthdr {
    var header = pcap_pkthdr()
    header.ts.tv_sec = Int(timestamp.components.seconds)
    header.ts.tv_usec = Int(timestamp.components.attoseconds / 1_000_000_000)
    header.caplen = UInt32(clamping: bytes.count)
    header.len = UInt32(clamping: originalLength)
    return header
  }
}
