import Cilium
import Foundation
import Testing

@Suite("Large tables are read as they come")
struct StreamingTests {
  private static let junk = [
    "Error: no such thing", "TCP OUT", "TCP OUT 10.0.0.1:1 -> 10.0.0.2:2 XLATE_SRC",
    "UDP IN 1.2.3.4:99999 -> 1.2.3.4:1 ",
    "TCP SIDE 10.0.0.1:1 -> 10.0.0.2:2 XLATE_SRC 10.0.0.3:3 Created=1sec ago NeedsCT=0",
    "TCP OUT 256.0.0.1:1 -> 10.0.0.2:2 XLATE_SRC 10.0.0.3:3 Created=1sec ago NeedsCT=0",
    "TCP OUT 10.0.0.1:1 -> 10.0.0.2:2 XLATE_DST 10.0.0.3 Created=1sec ago NeedsCT=0", "\u{FFFD}\u{1F600}",
    // Octets and ports of no digits.
    "TCP OUT .0.0.1:1 -> 10.0.0.2:2 XLATE_SRC 10.0.0.3:3 Created=1sec ago NeedsCT=0",
    "TCP OUT 10..0.1:1 -> 10.0.0.2: XLATE_SRC 10.0.0.3:3 Created=1sec ago NeedsCT=0",
  ]

  private func read(_ chunks: [[UInt8]]) throws -> (entries: [NATEntry], tally: ReadingTally) {
    var reader = NATTextReader()
    var entries: [NATEntry] = []
    for chunk in chunks { chunk.withUnsafeBytes { bytes in reader.read(bytes) { entries.append($0.entry) } } }
    try reader.finish { entries.append($0.entry) }
    return (entries, reader.tally)
  }

  @Test("every NAT entry in every release's form is read back, however the bytes are cut", arguments: 0..<40)
  func natRoundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let entries = (0..<200).map { _ in random.natEntry() }
    let ending = random.pick(["\n", "", "\n\n"])
    let text = entries.map { $0.line(&random) }.joined(separator: "\n") + ending
    let found = try read(random.chunks(text))
    #expect(found.entries == entries)
    #expect(found.tally.entries == 200 && found.tally.unknown == 0)
    #expect(try NATTable.parse(text: text).entries == entries)
  }

  @Test("what is no entry is counted and shown, and costs no entry beside it", arguments: 0..<20)
  func junkIsCounted(seed: UInt64) throws {
    var random = Seeded(seed)
    var lines: [String] = []
    var entries: [NATEntry] = []
    var unknown = 0
    for _ in 0..<150 {
      if random.pick([true, false, false]) {
        lines.append(random.pick(Self.junk))
        unknown += 1
      } else {
        let entry = random.natEntry()
        entries.append(entry)
        lines.append(entry.line(&random))
      }
    }
    let found = try read(random.chunks(lines.joined(separator: "\n")))
    #expect(found.entries == entries && found.tally.unknown == unknown)
    #expect(found.tally.samples.count == min(20, unknown))
    #expect(found.tally.samples.allSatisfy { Self.junk.contains($0) })
  }

  @Test("a line cut off anywhere is no entry", arguments: 0..<10)
  func cutLines(seed: UInt64) throws {
    var random = Seeded(seed)
    let whole = random.natEntry().line(&random)
    for length in 1..<whole.count - 1 {
      let text =
        "TCP OUT 1.1.1.1:1 -> 2.2.2.2:2 XLATE_SRC 3.3.3.3:3 Created=1sec ago NeedsCT=0\n" + whole.prefix(length)
      let found = try read([Array(text.utf8)])
      // The last number may lose digits only where what is left is whole: the flag itself is one digit.
      #expect(found.entries.count == 1, "\(whole.prefix(length))")
    }
  }

  @Test("a line that never ends is dropped and counted, and what follows is read")
  func endlessLine() throws {
    let entry = "TCP OUT 1.1.1.1:1 -> 2.2.2.2:2 XLATE_SRC 3.3.3.3:3 Created=1sec ago NeedsCT=0\n"
    let endless = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
    let found = try read([Array(entry.utf8), endless, endless, endless, Array(("\n" + entry).utf8)])
    #expect(found.entries.count == 2 && found.tally.unknown == 1)
    #expect(found.tally.samples.first?.contains("more than") == true)
  }

  @Test("an output of another command is an error, an empty one is none")
  func otherOutput() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try read([Array(usage.utf8)]) }
    #expect(try read([Array("\n\n".utf8)]).entries.isEmpty)
    #expect(throws: ParseError.self) { try ConntrackTable.parse(text: usage) }
    #expect(try ConntrackTable.parse(text: "").entries.isEmpty)
  }

  @Test("NAT entries in JSON are read back, however the bytes are cut and in however many arrays", arguments: 0..<20)
  func jsonRoundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let entries = (0..<60).map { _ in random.natEntry() }.map { entry in
      var clocked = entry
      if case .secondsAgo = entry.created {
        clocked = NATEntry(
          proto: entry.proto, direction: entry.direction, source: entry.source, destination: entry.destination,
          translation: entry.translation, created: .raw(7), needsCT: entry.needsCT, related: entry.related,
          service: entry.service)
      }
      return clocked
    }
    let half = entries.count / 2
    let text = [entries[..<half], entries[half...]]
      .map { "[\n" + $0.map(\.json).joined(separator: ",\n") + "\n]\n" }.joined()
    var reader = NATJSONReader()
    var found: [NATEntry] = []
    for chunk in random.chunks(text) { chunk.withUnsafeBytes { bytes in reader.read(bytes) { found.append($0) } } }
    try reader.finish()
    #expect(found == entries && reader.tally.unknown == 0)
  }

  @Test("JSON that is cut off, is none, or holds strange elements is told as such")
  func strangeJSON() throws {
    func read(_ text: String) throws -> ReadingTally {
      var reader = NATJSONReader()
      Data(text.utf8).withUnsafeBytes { bytes in reader.read(bytes) { _ in } }
      try reader.finish()
      return reader.tally
    }
    var random = Seeded(1)
    let element = random.natEntry().json
    #expect(throws: ParseError.self) { try read("[" + element) }
    #expect(throws: ParseError.self) { try read("Error: no map") }
    #expect(throws: ParseError.self) { try read("") }
    #expect(throws: ParseError.self) { try read(#"[{"Key":{}}]"#) }
    let mixed = try read("[\(element), {\"Text\": \"a } ] \\\" b\"}, \(element)]")
    #expect(mixed.entries == 2 && mixed.unknown == 1)
    #expect(try read("[]").entries == 0)
  }

  @Test("every connection tracking entry is read back, however the bytes are cut", arguments: 0..<40)
  func conntrackRoundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let entries = (0..<100).map { _ in random.conntrackEntry() }
    let text = entries.map { $0.line(&random) + "\n" }.joined()
    var reader = ConntrackTextReader()
    var found: [ConntrackEntry] = []
    for chunk in random.chunks(text) { chunk.withUnsafeBytes { bytes in reader.read(bytes) { found.append(copy $0) } } }
    try reader.finish { found.append(copy $0) }
    #expect(found == entries && reader.tally.unknown == 0)
  }

  @Test("the words of 1.14's connection tracking are understood")
  func olderConntrack() throws {
    let line =
      "TCP OUT 10.96.0.1:443 -> 10.244.1.5:43210 service expires=1200 RxPackets=4 RxBytes=200 RxFlagsSeen=0x1b "
      + "LastRxReport=1 TxPackets=5 TxBytes=300 TxFlagsSeen=0x1b LastTxReport=1 Flags=0x0010 [ SeenNonSyn ] RevNAT=3 "
      + "SourceSecurityID=1210 IfIndex=0 \n"
    let table = try ConntrackTable.parse(text: line)
    let entry = try #require(table.entries.first)
    #expect(entry.kind == .service && entry.packets == 4 && entry.bytes == 200 && entry.reverseNAT == 3)
    #expect(entry.sourceIdentity == 1210 && entry.backendID == nil && entry.flags == 0x10)
  }
}
