import Cilium

/// STUN messages put together byte by byte (RFC 8489).
enum STUNBytes {
  private static let cookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]

  private static func message(_ type: Int, _ transaction: UInt8, _ attributes: [UInt8]) -> [UInt8] {
    WireBytes.half(type) + WireBytes.half(attributes.count) + cookie + [UInt8](repeating: transaction, count: 12)
      + attributes
  }

  /// A binding request of a program with a name of eight letters.
  static func request(_ transaction: UInt8, software: String = "tailnode") -> [UInt8] {
    message(1, transaction, [0x80, 0x22, 0, 8] + Array(software.utf8) + [0x80, 0x28, 0, 4, 0, 0, 0, 0])
  }

  /// A binding answer with an address that is not masked.
  static func answer(_ transaction: UInt8, _ place: IPAddress, _ port: Int) -> [UInt8] {
    let family: UInt8 = place.family == .ipv4 ? 1 : 2
    return message(
      0x0101, transaction,
      [0, 1] + WireBytes.half(4 + place.bytes.count) + [0, family] + WireBytes.half(port) + place.bytes)
  }

  /// A refusal.
  static func refusal(_ transaction: UInt8) -> [UInt8] { message(0x0111, transaction, [0, 9, 0, 4, 0, 0, 4, 0]) }

  /// A message of TURN, which has the same port and cookie.
  static func allocation() -> [UInt8] { message(3, 1, []) }
}
