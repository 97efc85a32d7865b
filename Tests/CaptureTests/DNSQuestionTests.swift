import Testing

@testable import Capture

/// Messages as RFC 1035 section 4.1 lays them out.
@Suite("DNS questions")
struct DNSQuestionTests {
  private func message(_ name: [UInt8], flags: [UInt8] = [1, 0], count: UInt8 = 1) -> [UInt8] {
    [0xAB, 0xCD] + flags + [0, count, 0, 0, 0, 0, 0, 0] + name + [0, 28, 0, 1]
  }

  private let name: [UInt8] = [6] + Array("Google".utf8) + [3] + Array("com".utf8) + [0]

  @Test("name in lower case, type and direction are read")
  func question() throws {
    let question = try #require(DNSQuestion(message(name)[...]))
    #expect(question.name == "google.com" && question.type == DNSQuestion.RecordType.ipv6 && !question.isResponse)
    #expect(DNSQuestion(message(name, flags: [0x81, 0x80])[...])?.isResponse == true)
    let packet = try #require(Packets.decode(Packets.ipv4(17, Packets.udp(40_000, 53, message(name)))))
    #expect(packet.udp.flatMap { DNSQuestion($0.data) }?.name == "google.com")
  }

  @Test("without a question, with a pointer for a name, or cut off anywhere, it is none")
  func none() {
    #expect(DNSQuestion(message(name, count: 0)[...]) == nil)
    #expect(DNSQuestion(message([0xC0, 12])[...]) == nil)
    #expect(DNSQuestion(message([0])[...]) == nil)
    let whole = message(name)
    for length in 0..<(whole.count - 2) { #expect(DNSQuestion(whole.prefix(length)) == nil) }
    #expect(DNSQuestion(whole.dropLast(2)) != nil)
    // Longer than a name may be.
    let labels = [UInt8](repeating: 1, count: 256).flatMap { [$0, UInt8(ascii: "a")] }
    #expect(DNSQuestion(message(labels + [0])[...]) == nil)
  }
}
