import Testing

@testable import Capture

@Suite("STUN messages")
struct STUNMessageTests {
  private static let cookie: [UInt8] = [0x21, 0x12, 0xA4, 0x42]
  private static let transaction: [UInt8] = [
    0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE,
  ]
  private static let software: [UInt8] = [0x80, 0x22, 0, 11] + Array("test vector ".utf8)

  private static func message(_ type: Int, _ attributes: [UInt8], cookie: [UInt8] = cookie) -> [UInt8] {
    Packets.half(type) + Packets.half(attributes.count) + cookie + transaction + attributes
  }

  /// RFC 5769, section 2.2.
  private static let response4 = message(
    0x0101,
    software + [0, 0x20, 0, 8, 0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43] + [0, 8, 0, 20]
      + [
        0x2B, 0x91, 0xF5, 0x99, 0xFD, 0x9E, 0x90, 0xC3, 0x8C, 0x74, 0x89, 0xF9, 0x2A, 0xF9, 0xBA, 0x53, 0xF0, 0x6B,
        0xE7, 0xD7,
      ] + [0x80, 0x28, 0, 4, 0xC0, 0x7D, 0x4C, 0x96])

  /// RFC 5769, section 2.3, without what authenticates it.
  private static let response6 = message(
    0x0101,
    software + [0, 0x20, 0, 20, 0, 2, 0xA1, 0x47]
      + [
        0x01, 0x13, 0xA9, 0xFA, 0xA5, 0xD3, 0xF1, 0x79, 0xBC, 0x25, 0xF4, 0xB5, 0xBE, 0xD2, 0xB9, 0xD9,
      ])

  private static let place4 = "192.0.2.1"
  private static let place6 = "2001:db8:1234:5678:11:2233:4455:6677"

  @Test("the RFC's own answers are read, of either family")
  func vectors() throws {
    #expect(Self.response4.count == 80 && Self.response4[3] == 0x3C)
    for (bytes, place) in [(Self.response4, Self.place4), (Self.response6, Self.place6)] {
      let message = try #require(STUNMessage(bytes[...]))
      #expect(message.kind == .success && message.software == "test vector")
      #expect(message.mapped?.address.description == place && message.mapped?.port == 32853)
    }
    #expect(STUNMessage(Self.response4[...])?.transaction == STUNMessage(Self.response6[...])?.transaction)
  }

  @Test("a request tells its program, a refusal no address; inside a datagram they are found")
  func kinds() throws {
    let asked = Self.message(1, [0x80, 0x22, 0, 8] + Array("tailnode".utf8) + [0x80, 0x28, 0, 4, 1, 2, 3, 4])
    let request = try #require(STUNMessage(asked[...]))
    #expect(request.kind == .request && request.software == "tailnode" && request.mapped == nil)
    let refusal = try #require(STUNMessage(Self.message(0x0111, [0, 9, 0, 4, 0, 0, 4, 0])[...]))
    #expect(refusal.kind == .failure && refusal.mapped == nil && refusal.software == nil)
    let packet = try #require(Packets.decode(Packets.ipv6(17, Packets.udp(41_641, 3478, asked))))
    #expect(packet.udp.flatMap { STUNMessage($0.data) } == request)
    var other = asked
    other[19] = 0
    #expect(STUNMessage(other[...])?.transaction != request.transaction)
  }

  @Test("an address that is not masked counts where no masked one is told; older numbers are known")
  func addresses() throws {
    let plain: [UInt8] = [0, 1, 0, 8, 0, 1, 0x30, 0x39, 203, 0, 113, 7]
    let masked: [UInt8] = [0x80, 0x20, 0, 8, 0, 1, 0xA1, 0x47, 0xE1, 0x12, 0xA6, 0x43]
    let alone = try #require(STUNMessage(Self.message(0x0101, plain)[...])?.mapped)
    #expect(alone.address.description == "203.0.113.7" && alone.port == 12345)
    let both = try #require(STUNMessage(Self.message(0x0101, plain + masked)[...])?.mapped)
    #expect(both.address.description == Self.place4 && both.port == 32853)
    for wrong: [UInt8] in [
      [0, 0x20, 0, 8, 0, 3, 0, 1, 1, 2, 3, 4], [0, 0x20, 0, 4, 0, 1, 0, 1], [0, 0x20, 0, 0],
      [0, 0x20, 0, 8, 0, 2, 0, 1, 1, 2, 3, 4], [0, 0x20, 0xFF, 0xFF, 0, 1, 0, 1],
    ] {
      let message = try #require(STUNMessage(Self.message(0x0101, wrong)[...]))
      #expect(message.mapped == nil)
    }
  }

  @Test("another cookie, another method, a length that is no multiple of four: no such message")
  func others() {
    #expect(STUNMessage(Self.message(1, [], cookie: [0x21, 0x12, 0xA4, 0x43])[...]) == nil)
    for type in [0x0003, 0x0011, 0x0016, 0x4000] { #expect(STUNMessage(Self.message(type, [])[...]) == nil) }
    var odd = Self.message(1, [0, 0, 0, 0])
    odd[3] = 3
    #expect(STUNMessage(odd[...]) == nil)
  }

  @Test("cut off anywhere, nothing is invented")
  func cut() throws {
    let whole = Self.response4
    for length in 0..<whole.count {
      let message = STUNMessage(whole.prefix(length))
      #expect((message == nil) == (length < 20))
      #expect(message?.mapped == nil || message?.mapped?.address.description == Self.place4)
      #expect(message?.software == nil || message?.software == "test vector")
    }
    // In the middle of another buffer.
    let buffer = [9, 9, 9] + whole + [9]
    #expect(STUNMessage(buffer[3..<(3 + whole.count)]) == STUNMessage(whole[...]))
  }

  @Test("no bytes trap: random ones, and answers with random bytes in them")
  func random() {
    // Numbers that a run repeats (Knuth's MMIX).
    var state: UInt64 = 20_261_201
    func next() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 40)
    }
    var read = 0
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? Self.response4 : Self.response6
      if round % 5 == 0 { bytes = (0..<Int(next())).map { _ in next() } }
      for _ in 0..<(1 + Int(next()) % 4) where bytes.count > 20 {
        bytes[20 + (Int(next()) << 8 | Int(next())) % (bytes.count - 20)] = next()
      }
      if next() < 64 { bytes.removeLast(min(bytes.count, Int(next()))) }
      if round % 5 == 0, bytes.count >= 20 {
        bytes.replaceSubrange(0..<8, with: [1, 1, next(), next() & 0xFC] + Self.cookie)
      }
      read += STUNMessage(bytes[...]) == nil ? 0 : 1
    }
    #expect(read > 10_000)
  }
}
