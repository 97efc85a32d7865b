@testable import Capture

/// Packets put together by hand from their specifications, for what no recording holds.
enum Packets {
  static func half(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

  static func word(_ value: UInt32) -> [UInt8] { half(Int(value >> 16)) + half(Int(value & 0xFFFF)) }

  /// RFC 791 section 3.1; no options, the checksum left out.
  static func ipv4(_ proto: UInt8, _ body: [UInt8], from source: UInt8 = 1, to destination: UInt8 = 2) -> [UInt8] {
    [0x45, 0] + half(20 + body.count) + [0, 0, 0x40, 0, 64, proto, 0, 0, 10, 0, 0, source, 10, 0, 0, destination] + body
  }

  /// RFC 8200 section 3, between `fd00::SOURCE` and `fd00::DESTINATION`.
  static func ipv6(_ next: UInt8, _ body: [UInt8], from source: UInt8 = 1, to destination: UInt8 = 2) -> [UInt8] {
    func address(_ last: UInt8) -> [UInt8] { [0xFD] + [UInt8](repeating: 0, count: 14) + [last] }
    return [0x60, 0, 0, 0] + half(body.count) + [next, 63] + address(source) + address(destination) + body
  }

  /// RFC 768.
  static func udp(_ source: Int, _ destination: Int, _ body: [UInt8]) -> [UInt8] {
    half(source) + half(destination) + half(8 + body.count) + [0, 0] + body
  }

  /// An echo: RFC 792 (types 8 and 0), RFC 4443 section 4 (types 128 and 129).
  static func echo(_ type: UInt8, id: Int, sequence: Int) -> [UInt8] { [type, 0, 0, 0] + half(id) + half(sequence) }

  /// An Ethernet II frame.
  static func ethernet(_ etherType: Int, _ packet: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 2, count: 12) + half(etherType) + packet
  }

  static func decode(_ packet: [UInt8]) -> IPPacket? { IPPacket(packet[...]) }
}
