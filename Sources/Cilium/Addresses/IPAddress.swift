/// An address of either family, as Cilium's tables mix them.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address.
  case v4(IPv4Address)
  /// An IPv6 address.
  case v6(IPv6Address)

  /// Reads an address of either family.
  public init?(_ text: some StringProtocol) {
    if let address = IPv4Address(text) {
      self = .v4(address)
    } else if text.utf8.contains(UInt8(ascii: ":")), let address = IPv6Address(String(text)) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// Makes an address from its bytes in network order; nil for another count than four or sixteen.
  public init?(bytes: [UInt8]) {
    if bytes.count == 4 {
      self = .v4(IPv4Address(bytes[0], bytes[1], bytes[2], bytes[3]))
    } else if let address = IPv6Address(bytes: bytes) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// The IPv4 address, when it is one.
  public var ipv4: IPv4Address? {
    if case .v4(let address) = self { address } else { nil }
  }

  /// The IPv6 address, when it is one.
  public var ipv6: IPv6Address? {
    if case .v6(let address) = self { address } else { nil }
  }

  /// The family.
  public var family: IPFamily {
    switch self {
    case .v4: .ipv4
    case .v6: .ipv6
    }
  }

  /// The bytes in network order: four or sixteen.
  public var bytes: [UInt8] {
    switch self {
    case .v4(let address): (0..<4).map { UInt8(truncatingIfNeeded: address.rawValue >> UInt32(24 - 8 * $0)) }
    case .v6(let address): address.bytes
    }
  }

  /// Whether Cilium would call this address public when it picks a device's masquerade address.
  public var isPublic: Bool {
    switch self {
    case .v4(let address): address.isPublic
    case .v6(let address): address.isPublic
    }
  }

  /// Whether Tailscale gives such addresses to nodes: 100.64.0.0/10 and fd7a:115c:a1e0::/48.
  public var isTailnet: Bool {
    switch self {
    case .v4(let address): address.isSharedCGNAT
    case .v6(let address): address.isTailscaleULA
    }
  }

  /// How the address stands in a URL (RFC 3986, section 3.2.2): an IPv6 address in brackets.
  public var urlHost: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): "[\(address)]"
    }
  }

  /// Go's `IsGlobalUnicast`; private ranges count as global.
  public var isGlobalUnicast: Bool {
    switch self {
    case .v4(let address): address.isGlobalUnicast
    case .v6(let address): address.isGlobalUnicast
    }
  }
}

extension IPAddress: CustomStringConvertible {
  /// The usual text form of the family.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}

extension IPAddress: Codable {
  /// Reads a text form.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "an IP address") { Self($0) }
  }

  /// Writes the usual text form.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
