/// A STUN message about the binding of a socket (RFC 8489): somebody asks a server from where it is seen, or is told.
public struct STUNMessage: Hashable, Sendable {
  /// What a message is.
  public enum Kind: Hashable, Sendable {
    /// A question.
    case request
    /// An answer.
    case success
    /// A refusal.
    case failure
  }

  /// The number that an answer has of its request.
  public struct Transaction: Hashable, Sendable {
    let high: UInt32
    let low: UInt64
  }

  /// An address and a port.
  public struct Place: Hashable, Sendable {
    /// The address.
    public let address: HeaderAddress
    /// The port.
    public let port: UInt16
  }

  /// The UDP port of STUN servers (RFC 8489, section 18.6).
  public static let port: UInt16 = 3478
  /// What every message has at its fourth byte (RFC 8489, section 5).
  public static let cookie: UInt32 = 0x2112_A442

  /// What it is.
  public let kind: Kind
  /// Which conversation it belongs to.
  public let transaction: Transaction
  /// What the sender calls its program; nil where it does not tell, or the message was cut off before.
  public let software: String?
  /// From where the server sees the asker: XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS, which translators may have changed.
  public let mapped: Place?

  /// The types of messages, of the binding method only (RFC 8489, section 18.2).
  public static let types: [UInt16: Kind] = [0x0001: .request, 0x0101: .success, 0x0111: .failure]

  private enum Attribute {
    static let mappedAddress: UInt16 = 0x0001
    static let xorMappedAddress: UInt16 = 0x0020
    /// As some servers number it (Tailscale's `net/stun`, attrXorMappedAddressAlt).
    static let oldXORMappedAddress: UInt16 = 0x8020
    static let software: UInt16 = 0x8022
  }

  /// Reads a datagram's data, which may be cut off; nil when it is no such message.
  public init?(_ message: ArraySlice<UInt8>) {
    let reader = ByteReader(message)
    guard let kind = reader.half(0).flatMap({ Self.types[$0] }), let length = reader.half(2), length % 4 == 0,
      reader.word(4) == Self.cookie, let high = reader.word(8), let low = reader.doubleWord(12)
    else { return nil }
    self.kind = kind
    let transaction = Transaction(high: high, low: low)
    self.transaction = transaction
    var software: String?
    var plain: Place?
    var masked: Place?
    let end = 20 + Int(length)
    var offset = 20
    // Each attribute has a type, its length, and padding to four bytes (section 14).
    while offset + 4 <= end, let type = reader.half(offset), let size = reader.half(offset + 2) {
      let body = offset + 4
      guard body + Int(size) <= end, let value = reader.rest(from: body, to: body + Int(size)), value.count == Int(size)
      else { break }
      switch type {
      case Attribute.software: software = software ?? String(decoding: value, as: UTF8.self)
      case Attribute.mappedAddress: plain = plain ?? Self.place(value, nil)
      case Attribute.xorMappedAddress, Attribute.oldXORMappedAddress:
        masked = masked ?? Self.place(value, transaction)
      default: break
      }
      offset = body + (Int(size) + 3) / 4 * 4
    }
    self.software = software
    mapped = masked ?? plain
  }

  /// An address attribute's value (sections 14.1 and 14.2).
  ///
  /// - Parameter transaction: With what it is masked, beside the cookie; nil where it is not.
  private static func place(_ value: ArraySlice<UInt8>, _ transaction: Transaction?) -> Place? {
    let reader = ByteReader(value)
    guard let family = reader.byte(1), let port = reader.half(2) else { return nil }
    let cookie = transaction == nil ? 0 : Self.cookie
    let shown = port ^ UInt16(truncatingIfNeeded: cookie >> 16)
    switch family {
    case 1:
      guard value.count == 8, let word = reader.word(4) else { return nil }
      return Place(address: .v4(word ^ cookie), port: shown)
    case 2:
      guard value.count == 20, let high = reader.doubleWord(4), let low = reader.doubleWord(12) else { return nil }
      let mask = UInt64(cookie) << 32 | UInt64(transaction?.high ?? 0)
      return Place(address: .v6(high ^ mask, low ^ (transaction?.low ?? 0)), port: shown)
    default: return nil
    }
  }
}
