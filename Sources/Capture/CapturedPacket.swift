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
}
