/// An address block of either family, as in Cilium's route table.
public struct IPPrefix: Hashable, Sendable {
  /// The address before the slash, as written.
  public let address: IPAddress
  /// How many leading bits the block fixes.
  public let length: Int

  /// Makes a block; nil when the length does not fit the family.
  public init?(_ address: IPAddress, length: Int) {
    let limit = address.ipv4 == nil ? 128 : 32
    guard (0...limit).contains(length) else { return nil }
    self.address = address
    self.length = length
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
    guard other.family == family else { return false }
    let (own, theirs) = (address.bytes, other.bytes)
    let (whole, rest) = (length / 8, length % 8)
    guard own.prefix(whole) == theirs.prefix(whole) else { return false }
    guard rest > 0 else { return true }
    let mask = ~(UInt8.max >> UInt8(rest))
    return own[whole] & mask == theirs[whole] & mask
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
