/// An address block of either family, as in Cilium's route table.
public struct IPPrefix: Hashable, Sendable {
  /// The address before the slash, as written.
  public let address: IPAddress
  /// How many leading bits the block fixes.
  public var length: Int { Int(bits) }
  // A cluster of a thousand nodes has a million routes.
  private let bits: UInt8

  /// Makes a block; nil when the length does not fit the family.
  public init?(_ address: IPAddress, length: Int) {
    let limit = address.ipv4 == nil ? 128 : 32
    guard (0...limit).contains(length) else { return nil }
    self.address = address
    bits = UInt8(length)
  }

  /// Reads `address/length`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]) else { return nil }
    self.init(address, length: length)
  }

  /// Whether this is `0.0.0.0/0` or `::/0`.
  public var isDefault: Bool { length == 0 }

  /// The family.
  public var family: IPFamily { address.family }

  /// Whether an address is in the block; one of the other family never is.
  public func contains(_ other: IPAddress) -> Bool {
    // A smart shift by the full width gives 0.
    switch (address, other) {
    case (.v4(let own), .v4(let other)): (own.rawValue ^ other.rawValue) >> UInt32(32 - length) == 0
    case (.v6(let own), .v6(let other)): (own.rawValue ^ other.rawValue) >> UInt128(128 - length) == 0
    case (.v4, .v6), (.v6, .v4): false
    }
  }

  /// Whether another block is wholly in this one.
  public func contains(_ other: IPPrefix) -> Bool { other.length >= length && contains(other.address) }

  /// The block as an IPv4 CIDR, when it is one.
  public var ipv4: IPv4CIDR? { address.ipv4.flatMap { IPv4CIDR($0, prefixLength: length) } }
}

extension IPPrefix: CustomStringConvertible {
  /// `address/length`.
  public var description: String { "\(address)/\(length)" }
}

extension IPPrefix: Codable {
  /// Reads `address/length`.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "an IP prefix") { Self($0) }
  }

  /// Writes `address/length`.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
