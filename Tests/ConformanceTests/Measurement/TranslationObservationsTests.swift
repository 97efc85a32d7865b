import Cilium
import Probes
import Testing

@testable import Conformance

/// The recording: one pod pings 8.8.8.8 under both devices, then again under tailscale0 alone without having been
/// restarted. Its first entry stays in the table and must not prove anything about the second ping.
@Suite("This probe's flow in the NAT table")
struct TranslationObservationsTests {
  private static let pod = IPAddress.v4(IPv4Address(10, 244, 0, 142))
  private let node = Nodes.m

  /// The recorded ping with the ICMP identifier of its process.
  private func ping(
    _ id: Int32?, _ file: String = "1-C-ping.stdout", target: String = "8.8.8.8"
  ) throws -> ProbeResults.Answer {
    let text = try Fixture.text("stale-nat/\(file)")
    let probe = Probe(id: "ping", kind: .ping(target: target, count: 2, payload: nil), timeout: .seconds(2))
    let raw = RawProbeResult(exitCode: file.hasPrefix("1-") ? 0 : 1, stdout: text, stderr: "", processID: id)
    return ProbeResults.Answer(
      probe: probe, raw: raw, outcome: ProbeResult.interpret(probe, raw), origin: "pod")
  }

  private func table(_ file: String, without dropped: String? = nil) throws -> TranslationObservations {
    let lines = try Fixture.text("stale-nat/\(file)").split(separator: "\n").filter { line in
      dropped.map { !line.contains($0) } ?? true
    }
    let parsed = try NATTable.parse(text: lines.joined(separator: "\n"))
    return TranslationObservations(tables: [node: .success(parsed)], evidence: [:], maximumAge: 10)
  }

  @Test("a flow with both its entries is translated to the egress device's address")
  func translated() throws {
    let observed = try table("2-C-nat-list.stdout").observe(try ping(94), from: Self.pod, on: node)
    #expect(observed.outcome == .translated(to: "10.0.0.239"))
    let evidence = try #require(observed.evidence.last?.output)
    #expect(evidence.contains("ICMP OUT 10.244.0.142:94 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:94"))
    #expect(evidence.contains("ICMP IN 8.8.8.8:0 -> 10.0.0.239:94 XLATE_DST 10.244.0.142:94"))
  }

  @Test(
    "an older flow's entry proves nothing about this one",
    arguments: ["3-B-nat-list-before-ping", "5-B-nat-list-after-ping"])
  func stale(file: String) throws {
    let observed = try table("\(file).stdout").observe(try ping(101, "4-B-ping.stdout"), from: Self.pod, on: node)
    #expect(observed.outcome == .notTranslated)
    #expect(observed.evidence.last?.output.hasPrefix("no ICMP entry with id 101 among") == true)
  }

  @Test("an entry older than the probe proves nothing even under the same address and identifier")
  func sameIdentifier() throws {
    let table = try table("5-B-nat-list-after-ping.stdout")
    let observed = table.observe(try ping(94, "4-B-ping.stdout"), from: Self.pod, on: node)
    #expect(observed.reason?.contains("20 s old, older than the probe") == true)
    var lenient = table
    lenient.maximumAge = 30
    #expect(
      lenient.observe(try ping(94, "4-B-ping.stdout"), from: Self.pod, on: node).outcome
        == .translated(to: "10.0.0.239"))
  }

  @Test("the node's own flows, and other pods', are not this probe's")
  func otherFlows() throws {
    let table = try table("2-C-nat-list.stdout")
    #expect(table.observe(try ping(6530), from: Self.pod, on: node).outcome == .notTranslated)
    #expect(
      table.observe(try ping(94), from: .v4(IPv4Address(10, 244, 0, 143)), on: node).outcome == .notTranslated)
    #expect(table.observe(try ping(94, target: "1.1.1.1"), from: Self.pod, on: node).outcome == .notTranslated)
  }

  @Test("an entry without its mirror is half a translation", arguments: ["XLATE_DST 10.244.0.142:94"])
  func reverseMissing(dropped: String) throws {
    let observed = try table("2-C-nat-list.stdout", without: dropped).observe(try ping(94), from: Self.pod, on: node)
    #expect(observed.outcome == .translatedWrongly("OUT entry to 10.0.0.239 without its IN entry"))
  }

  @Test("identifiers beyond 16 bits are cut as busybox's ping does")
  func largeProcessID() throws {
    let observed = try table("2-C-nat-list.stdout").observe(try ping(65536 + 94), from: Self.pod, on: node)
    #expect(observed.outcome == .translated(to: "10.0.0.239"))
  }

  @Test("a ping that was never sent cannot be missing from the table")
  func notSent() throws {
    let table = try table("2-C-nat-list.stdout")
    #expect(table.observe(nil, from: Self.pod, on: node).reason != nil)
    #expect(table.observe(try ping(nil), from: Self.pod, on: node).reason != nil)
    #expect(table.observe(try ping(94), from: nil, on: node).reason != nil)
    let forbidden = ProbeResults.answer(try ping(101).probe, Busybox.pingForbidden, "pod", inShort: false)
    let observed = table.observe(forbidden, from: Self.pod, on: node)
    #expect(observed.reason?.contains("permission denied") == true)
  }

  @Test("a table that could not be read is inconclusive")
  func unreadable() throws {
    let failed = TranslationObservations(
      tables: [node: .failure(.init(description: "exec: timed out"))], evidence: [:])
    #expect(failed.observe(try ping(94), from: Self.pod, on: node).reason == "exec: timed out")
    let none = TranslationObservations(tables: [:], evidence: [:])
    #expect(none.observe(try ping(94), from: Self.pod, on: node).reason?.contains("was not read") == true)
  }
}
