/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable, RawRepresentable {
  /// The address as a number, the first octet in the highest byte.
  public let rawValue: UInt32

  /// Makes an address from its number, the first octet in the highest byte.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Makes an address from its number, the first octet in the highest byte.
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// Makes an address from its four octets in written order.
  public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    rawValue = UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
  }

  /// Reads strict dotted-decimal notation: four numbers of 0 to 255 without leading zeros.
  ///
  /// Leading zeros are refused because some programs read them as octal.
  public init?(_ text: some StringProtocol) {
    var value: UInt32 = 0
    var octet: UInt32?
    var octets = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if octet == 0 { return nil }
        let next = (octet ?? 0) * 10 + UInt32(byte - UInt8(ascii: "0"))
        guard next <= 255 else { return nil }
        octet = next
      case UInt8(ascii: "."):
        guard let done = octet, octets < 3 else { return nil }
        value = value << 8 | done
        octets += 1
        octet = nil
      default:
        return nil
      }
    }
    guard octets == 3, let last = octet else { return nil }
    rawValue = value << 8 | last
  }

  /// Whether this is in one of RFC 1918's ranges (10/8, 172.16/12, 192.168/16).
  public var isPrivate: Bool {
    rawValue >> 24 == 10 || rawValue >> 20 == 0xAC1 || rawValue >> 16 == 0xC0A8
  }

  /// Whether this is in RFC 6598's shared range 100.64.0.0/10, which Tailscale uses for its nodes.
  public var isSharedCGNAT: Bool { rawValue >> 22 == 0x191 }

  /// Whether this is in 127.0.0.0/8.
  public var isLoopback: Bool { rawValue >> 24 == 127 }

  /// Whether this is in 169.254.0.0/16.
  public var isLinkLocal: Bool { rawValue >> 16 == 0xA9FE }

  /// Whether this is in 224.0.0.0/4.
  public var isMulticast: Bool { rawValue >> 28 == 0xE }

  /// Go's `IsGlobalUnicast`, which Cilium uses: everything but unspecified, broadcast, loopback, multicast and
  /// link-local. Private ranges count as global here.
  public var isGlobalUnicast: Bool {
    rawValue != 0 && rawValue != .max && !isLoopback && !isMulticast && !isLinkLocal
  }

  /// Whether Cilium would call this address public when it picks a device's masquerade address: global unicast and
  /// neither private nor in 100.64.0.0/10.
  public var isPublic: Bool { isGlobalUnicast && !isPrivate && !isSharedCGNAT }
}

extension IPv4Address: CustomStringConvertible, LosslessStringConvertible {
  /// Dotted-decimal notation.
  public var description: String {
    "\(rawValue >> 24).\(rawValue >> 16 & 0xFF).\(rawValue >> 8 & 0xFF).\(rawValue & 0xFF)"
  }

  /// Reads strict dotted-decimal notation.
  public init?(_ description: String) {
    guard let address = Self(description[...]) else { return nil }
    self = address
  }
}

extension IPv4Address: Comparable {
  /// Numeric order.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension IPv4Address: Codable {
  /// Reads dotted-decimal notation.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "an IPv4 address", Self.init(_:))
  }

  /// Writes dotted-decimal notation.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
