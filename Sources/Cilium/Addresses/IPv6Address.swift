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

  /// Whether this is a unique local address (RFC 4193, fc00::/7).
  public var isUniqueLocal: Bool { bytes[0] & 0xFE == 0xFC }

  /// Whether Cilium would call this address public when it picks a device's masquerade address: global unicast, not
  /// unique local, and in none of the blocks for documentation (2001:db8::/48), benchmarks (2001:2::/48) and discarding
  /// (100::/64) that `pkg/ip/ip.go` (IsPublicAddr) leaves out.
  public var isPublic: Bool {
    let reserved: [[UInt8]] = [
      [0x20, 0x01, 0x0D, 0xB8, 0, 0], [0x20, 0x01, 0, 2, 0, 0], [0x01, 0, 0, 0, 0, 0, 0, 0],
    ]
    return isGlobalUnicast && !isUniqueLocal && !reserved.contains { bytes.starts(with: $0) }
  }

  /// Whether this is in Tailscale's unique local range fd7a:115c:a1e0::/48.
  public var isTailscaleULA: Bool { bytes.starts(with: [0xFD, 0x7A, 0x11, 0x5C, 0xA1, 0xE0]) }
}

extension IPv6Address: CustomStringConvertible {
  /// The shortest form (RFC 5952).
  public var description: String {
    var output = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written = bytes.withUnsafeBytes { inet_ntop(AF_INET6, $0.baseAddress, &output, socklen_t(output.count)) }
    guard written != nil else { return "::" }
    return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
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
