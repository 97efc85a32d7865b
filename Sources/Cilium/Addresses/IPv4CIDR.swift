/// An IPv4 address block, such as `10.244.0.0/24`.
public struct IPv4CIDR: Hashable, Sendable {
  /// The first address of the block: the bits after the prefix are zero.
  public let network: IPv4Address
  /// How many leading bits the block fixes, 0 to 32.
  public let prefixLength: Int

  /// Makes the block of `prefixLength` bits that holds `address`; nil when the length is not 0 to 32.
  public init?(_ address: IPv4Address, prefixLength: Int) {
    guard (0...32).contains(prefixLength) else { return nil }
    self.prefixLength = prefixLength
    self.network = IPv4Address(address.rawValue & Self.mask(prefixLength))
  }

  /// Reads `address/length`. Bits after the prefix are dropped.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPv4Address(parts[0]), parts[1].count <= 2,
      parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let length = Int(parts[1])
    else { return nil }
    self.init(address, prefixLength: length)
  }

  /// The block as one of either family.
  public var prefix: IPPrefix? { IPPrefix(.v4(network), length: prefixLength) }

  /// Whether an address is in the block.
  public func contains(_ address: IPv4Address) -> Bool {
    address.rawValue & Self.mask(prefixLength) == network.rawValue
  }

  /// Whether another block is wholly in this one.
  public func contains(_ other: IPv4CIDR) -> Bool {
    other.prefixLength >= prefixLength && contains(other.network)
  }

  private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - length) }
}

extension IPv4CIDR: CustomStringConvertible {
  /// `network/length`.
  public var description: String { "\(network)/\(prefixLength)" }
}

extension IPv4CIDR: Codable {
  /// Reads `address/length`.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "an IPv4 CIDR", Self.init(_:))
  }

  /// Writes `network/length`.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
