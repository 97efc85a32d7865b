import Foundation

/// An IPv6 address without a zone.
public struct IPv6Address: Hashable, Sendable {
  // Two halves and not one number, whose alignment would make every route of a large table a third larger.
  private let high: UInt64
  private let low: UInt64

  /// The address as a number.
  public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

  private init(_ value: UInt128) {
    high = UInt64(truncatingIfNeeded: value >> 64)
    low = UInt64(truncatingIfNeeded: value)
  }

  /// The sixteen bytes in network order.
  public var bytes: [UInt8] { withUnsafeBytes(of: rawValue.bigEndian) { Array($0) } }

  /// Makes an address from its sixteen bytes in network order; nil for another count.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.init(bytes.withUnsafeBytes { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
  }

  /// Reads any of RFC 4291's text forms.
  public init?(_ text: String) {
    var storage = in6_addr()
    guard inet_pton(AF_INET6, text, &storage) == 1 else { return nil }
    self.init(withUnsafeBytes(of: &storage) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
  }

  /// The first bits, as a number.
  private func first(_ count: Int) -> UInt128 { rawValue >> UInt128(128 - count) }

  /// Go's `IsGlobalUnicast`: everything but unspecified, loopback, multicast (ff00::/8) and link-local (fe80::/10).
  public var isGlobalUnicast: Bool { rawValue > 1 && first(8) != 0xFF && first(10) != 0x3FA }

  /// Whether this is a unique local address (RFC 4193, fc00::/7).
  public var isUniqueLocal: Bool { first(7) == 0x7E }

  /// Whether Cilium would call this address public when it picks a device's masquerade address: global unicast, not
  /// unique local, and in none of the blocks for documentation (2001:db8::/48), benchmarks (2001:2::/48) and discarding
  /// (100::/64) that `pkg/ip/ip.go` (IsPublicAddr) leaves out.
  public var isPublic: Bool {
    let isReserved =
      first(48) == 0x2001_0DB8_0000 || first(48) == 0x2001_0002_0000 || first(64) == 0x0100_0000_0000_0000
    return isGlobalUnicast && !isUniqueLocal && !isReserved
  }

  /// Whether this is in Tailscale's unique local range fd7a:115c:a1e0::/48.
  public var isTailscaleULA: Bool { first(48) == 0xFD7A_115C_A1E0 }
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
