import Cilium
import Foundation
import Testing

@Suite("NAT table")
struct NATTableTests {
  private let google = IPv4Address(8, 8, 8, 8)

  @Test("Every line of every recording is read, and prints as it was recorded", arguments: Recording.all)
  func recordings(_ recording: Recording) throws {
    let text = try recording.text("bpf-nat-list")
    let table = try NATTable.parse(text: text)
    let lines = text.split(separator: "\n").filter { !$0.isEmpty }
    #expect(table.entries.count == lines.count && table.unknownLineCount == 0)
    for (entry, line) in zip(table.entries, lines) {
      #expect(line.hasPrefix(entry.description + " Created="))
      #expect(entry.ageSeconds != nil && entry.needsCT != nil)
    }
  }

  @Test("Pods' pings to the outside are translated exactly where enp0s6 is selected", arguments: Recording.all)
  func externalPings(_ recording: Recording) throws {
    let table = try NATTable.parse(text: recording.text("bpf-nat-list"))
    let pods = try #require(IPv4CIDR(recording.node == "master" ? "10.244.0.0/24" : "10.244.1.0/24"))
    let outbound = table.entries.filter { entry in
      entry.proto == .icmp && entry.direction == .out && entry.destination.address == .v4(google)
        && entry.source.address.ipv4.map(pods.contains) == true
    }
    #expect(outbound.isEmpty == !recording.selected.contains("enp0s6"))
    for entry in outbound {
      let id = try #require(entry.icmpIdentifier)
      #expect(entry.translation == .source(NATEntry.Endpoint(recording.physical, id)))
      let back = try #require(table.reverse(of: entry))
      #expect(back.direction == .in && back.icmpIdentifier == id)
      let pod = try #require(entry.source.address.ipv4)
      #expect(table.outbound(.icmp, from: pod, port: id, to: google).contains(entry))
      #expect(table.outbound(.icmp, from: pod, port: id &+ 1000, to: google).isEmpty)
    }
  }

  @Test("An outbound entry whose mirror is missing has no reverse")
  func missingReverse() throws {
    let line = "ICMP OUT 10.244.0.62:7 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:7 Created=1sec ago NeedsCT=0\n"
    let mirror = "ICMP IN 8.8.8.8:0 -> 10.0.0.239:7 XLATE_DST 10.244.0.62:7 Created=1sec ago NeedsCT=0\n"
    let other = "ICMP IN 8.8.8.8:0 -> 10.0.0.239:8 XLATE_DST 10.244.0.62:7 Created=1sec ago NeedsCT=0\n"
    let whole = try NATTable.parse(text: line + mirror)
    #expect(whole.reverse(of: whole.entries[0]) == whole.entries[1])
    let half = try NATTable.parse(text: line + other)
    #expect(half.reverse(of: half.entries[0]) == nil)
  }

  @Test(
    "The tails of all releases are read",
    arguments: [
      ("Created=4sec HostLocal=0", NATEntry.Created.secondsAgo(4), nil),
      ("Created=4sec NeedsCT=1", .secondsAgo(4), true),
      ("Created=4sec ago NeedsCT=0", .secondsAgo(4), false),
      ("Created=? (raw 123456789) NeedsCT=1", .raw(123_456_789), true),
    ] as [(String, NATEntry.Created, Bool?)])
  func tails(tail: String, created: NATEntry.Created, needsCT: Bool?) throws {
    let line = "TCP OUT 10.244.1.5:43210 -> 1.1.1.1:443 XLATE_SRC 10.0.0.5:43211 \(tail)"
    let entry = try #require(NATEntry(line: line))
    #expect(entry.created == created && entry.needsCT == needsCT)
    #expect(entry.source == NATEntry.Endpoint(IPv4Address(10, 244, 1, 5), 43210))
    #expect(entry.translation.endpoint.port == 43211)
    #expect(entry.icmpIdentifier == nil)
  }

  @Test("Related and service keys, IPv6 and other protocols are read")
  func otherForms() throws {
    let related = try #require(
      NATEntry(line: "ICMP IN 8.8.8.8:0 -> 10.0.0.5:7 related XLATE_DST 10.244.1.5:7 Created=1sec ago NeedsCT=0"))
    #expect(related.related && !related.service)
    let service = try #require(
      NATEntry(line: "UDP OUT 10.0.0.5:53 -> 10.0.0.6:53 service XLATE_SRC 10.0.0.5:53 Created=1sec ago NeedsCT=0"))
    #expect(service.service && !service.related)
    let line = "TCP OUT [fd00::5]:43210 -> [2606:4700::1111]:443 XLATE_SRC [2001:db8::5]:43210"
    let v6 = try #require(NATEntry(line: line + " Created=2sec ago NeedsCT=0"))
    #expect(v6.source.address.ipv4 == nil && v6.destination.port == 443)
    #expect(v6.description == line)
    let sctp = try #require(
      NATEntry(line: "SCTP OUT 10.0.0.1:5 -> 1.1.1.1:6 XLATE_SRC 10.0.0.2:5 Created=1sec ago NeedsCT=0"))
    #expect(sctp.proto == .other("SCTP"))
  }

  @Test(
    "A line cut anywhere never becomes another entry",
    arguments: 0..<91)
  func cutLines(_ length: Int) {
    let line = "TCP OUT 10.244.1.5:43210 -> 1.1.1.1:443 XLATE_SRC 10.0.0.5:43210 Created=4sec ago NeedsCT=0"
    #expect(NATEntry(line: line.prefix(length)) == nil)
  }

  @Test("Unknown lines among entries are counted, not fatal")
  func unknownLines() throws {
    let good = "TCP IN 1.1.1.1:443 -> 10.0.0.5:43210 XLATE_DST 10.244.1.5:43210 Created=4sec ago NeedsCT=0"
    let junk = (0..<30).map { "junk \($0)" }
    let table = try NATTable.parse(text: ([good] + junk + ["", good]).joined(separator: "\n"))
    #expect(table.entries.count == 2 && table.unknownLineCount == 30)
    #expect(table.unknownLines.count == 20 && table.unknownLines.first == "junk 0")
  }

  @Test("A usage text is an error, an empty table is not, a missing map is its own error")
  func nothingToRead() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try NATTable.parse(text: usage) }
    #expect(try NATTable.parse(text: "\n").entries.isEmpty)
    let stderr = "Unable to open /sys/fs/bpf/tc/globals/cilium_snat_v4_external: no such file. Skipping.\n"
    #expect(throws: NATTableError.missingMap(String(stderr.dropLast()))) {
      try NATTable.parse(text: "", stderr: stderr)
    }
    #expect(throws: NATTableError.self) { try NATTable.parse(json: Data("[]".utf8), stderr: stderr) }
    #expect(throws: ParseError.self) { try NATTable.parse(json: Data(usage.utf8)) }
    #expect(throws: ParseError.self) { try NATTable.parse(json: Data()) }
  }

  @Test("JSON, with its ports in network byte order, gives what the text gives")
  func json() throws {
    let recording = Recording(scenario: "C", node: "worker")
    let json = try NATTable.parse(json: recording.data("bpf-nat-list-json"))
    let text = try NATTable.parse(text: recording.text("bpf-nat-list"))
    let fromJSON = Set(json.entries.map(\.description))
    let fromText = Set(text.entries.map(\.description))
    // Taken one after the other on a living node: entries come and go between, most stay.
    #expect(fromJSON.intersection(fromText).count > fromText.count / 2)
    #expect(json.entries.contains { $0.destination.port == 6443 && $0.proto == .tcp })
    let pings = json.entries.filter { $0.proto == .icmp && $0.destination.address == .v4(google) }
    #expect(!pings.isEmpty && pings.allSatisfy { fromText.contains($0.description) })
    #expect(json.entries.allSatisfy { if case .raw = $0.created { true } else { false } })
  }

  @Test("Several maps' arrays after each other are all read")
  func severalArrays() throws {
    let one = String(decoding: try Recording(scenario: "C", node: "worker").data("bpf-nat-list-json"), as: UTF8.self)
    let single = try NATTable.parse(json: Data(one.utf8))
    #expect(try NATTable.parse(json: Data((one + one).utf8)).entries == single.entries + single.entries)
  }

  @Test("A stale entry is told from a fresh one by its age and its identifier")
  func stale() throws {
    let before = try NATTable.parse(text: Fixture.text("stale-nat/2-C-nat-list"))
    let after = try NATTable.parse(text: Fixture.text("stale-nat/5-B-nat-list-after-ping"))
    func pings(_ table: NATTable) -> [NATEntry] {
      table.entries.filter { $0.proto == .icmp && $0.direction == .out && $0.destination.address == .v4(google) }
    }
    let pod = IPv4Address(10, 244, 0, 142)
    let old = try #require(pings(before).first { $0.icmpIdentifier == 94 })
    let left = try #require(pings(after).first { $0.icmpIdentifier == 94 })
    #expect(left.source == old.source && old.ageSeconds == 1 && left.ageSeconds == 20)
    #expect(after.outbound(.icmp, from: pod, to: google) == [left])
    #expect(after.outbound(.icmp, from: pod, to: google, maximumAge: 20) == [left])
    #expect(after.outbound(.icmp, from: pod, to: google, maximumAge: 19).isEmpty)
  }
}
