import Foundation

/// An IPv6 address without a zone.
public struct IPv6Address: Hashable, Sendable {
  /// The sixteen bytes in network order.
  public let bytes: [UInt8]

  /// Makes an address from its sixteen bytes in network order; nil for another count.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads any of RFC 4291's text forms.
  public init?(_ text: String) {
    var storage = in6_addr()
    guard inet_pton(AF_INET6, text, &storage) == 1 else { return nil }
    bytes = withUnsafeBytes(of: &storage) { Array($0) }
  }

  /// Go's `IsGlobalUnicast`: everything but unspecified, loopback, multicast (ff00::/8) and link-local (fe80::/10).
  public var isGlobalUnicast: Bool {
    let isUnspecifiedOrLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
    let isLinkLocal = bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    return !isUnspecifiedOrLoopback && bytes[0] != 0xFF && !isLinkLocal
  }
}

extension IPv6Address: CustomStringConvertible {
  /// The shortest form (RFC 5952).
  public var description: String {
    var output = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written = bytes.withUnsafeBytes { inet_ntop(AF_INET6, $0.baseAddress, &output, socklen_t(output.count)) }
    guard written != nil else { return "::" }
    return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension IPv6Address: Codable {
  /// Reads a text form.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "an IPv6 address", Self.init(_:))
  }

  /// Writes the shortest form.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
