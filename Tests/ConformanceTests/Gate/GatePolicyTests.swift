import Foundation
import Testing

@testable import Conformance

@Suite("The gate's policy file")
struct GatePolicyTests {
  private func parse(_ text: String) throws -> GatePolicy { try GatePolicy.parse(yaml: text, file: "gate.yaml") }

  @Test("an empty file is the default policy, which refuses what is lost and what is open")
  func defaults() throws {
    let policy = try parse("# nothing\n")
    #expect(policy == GatePolicy())
    let refused = GateChange.allCases.filter { policy.changes[$0] == .refuse }
    #expect(refused == [.lost, .deviating, .inconclusive, .missing])
  }

  @Test("every part can be adjusted")
  func full() throws {
    let policy = try parse(
      """
      changes: {slower: refuse, missing: report}
      facts:
        mtu: refuse
      noise: {percent: 20, ping-milliseconds: 2.5, program-milliseconds: 300, deviations: 4}
      allow:
        - scenario: both
          aspect: external-ping
          subject: instance-worker
          change: lost
          reason: the provider filters ICMP
          expires: 2026-12-31
      """)
    #expect(policy.changes[.slower] == .refuse && policy.changes[.missing] == .report)
    #expect(policy.changes[.lost] == .refuse)
    #expect(policy.facts == [.mtu: .refuse])
    #expect(
      policy.noise == NoiseBand(percent: 20, pingMilliseconds: 2.5, programMilliseconds: 300, deviations: 4))
    #expect(
      policy.allowances == [
        GateAllowance(
          scenario: .both, aspect: .externalPing, subject: "instance-worker", change: .lost,
          reason: "the provider filters ICMP", expires: "2026-12-31")
      ])
    #expect(try JSONDecoder().decode(GatePolicy.self, from: JSONEncoder().encode(policy)) == policy)
  }

  @Test(
    "what is not understood is an error with its line",
    arguments: [
      ("chnages: {}", 1, "unknown key “chnages”"),
      ("changes:\n  lost: refuse\n  losst: refuse", 3, "unknown key “losst”"),
      ("changes:\n  lost: maybe", 2, "cannot be “maybe”; known are refuse, report"),
      ("facts: [mtu]", 1, "has to be a mapping"),
      ("noise:\n  percent: -1", 2, "not negative"),
      ("noise:\n  percent: much", 2, "not “much”"),
      ("allow: {}", 1, "has to be a list"),
      ("allow:\n  - aspect: external-ping\n    expires: 2026-12-31", 2, "needs a “reason”"),
      ("allow:\n  - aspect: external-ping\n    reason: x", 2, "“expires”"),
      ("allow:\n  - aspect: external-ping\n    reason: x\n    expires: soon", 4, "not “soon”"),
      ("allow:\n  - aspect: external-ping\n    reason: x\n    expires: 2026-13-40", 4, "2026-13-40"),
      ("allow:\n  - aspect: external-pong\n    reason: x\n    expires: 2026-12-31", 2, "external-pong"),
      ("allow:\n  - reason: x\n    expires: 2026-12-31", 2, "an allowance for everything"),
      ("allow:\n  - expire: x", 2, "unknown key “expire”"),
      ("changes: {", 1, "this is not YAML"),
      ("- a", 1, "has to be a mapping"),
    ] as [(String, Int, String)])
  func errors(text: String, line: Int, part: String) throws {
    let error = try #require(throws: YAMLInputError.self) { try parse(text) }
    #expect(error.line.map { $0 == line || part == "this is not YAML" } == true, "\(error)")
    #expect(error.description.hasPrefix("gate.yaml:") && error.description.contains(part), "\(error)")
  }

  private static let allowance = GateAllowance(
    aspect: .externalPing, subject: Nodes.w, reason: "the provider filters ICMP", expires: "2026-11-30")

  private func report(_ allowance: GateAllowance, day: String) throws -> GateReport {
    let after = try GateRecords.both { rehearsal in rehearsal.see(.externalPing, .unreachable, Nodes.worker) }
    let now = try Date("\(day)Z", strategy: .iso8601)
    return try GateRecords.judge(try GateRecords.both(), after, GatePolicy(allowances: [allowance]), now: now)
  }

  @Test("an allowance lets its deviation pass until the end of its last day, with the reason")
  func allowed() throws {
    let report = try report(Self.allowance, day: "2026-11-30T23:59:59")
    #expect(report.decision == .accept)
    let finding = try #require(report.findings(.lost).first)
    #expect(finding.effect == .allowed && finding.allowance?.reason == "the provider filters ICMP")
    #expect(report.notes.isEmpty)
  }

  @Test("an expired one refuses, and says since when")
  func expired() throws {
    let report = try report(Self.allowance, day: "2026-12-01T00:00:00")
    #expect(report.decision == .refuse)
    #expect(report.refusals.first?.allowance == Self.allowance)
    #expect(report.notes.first?.contains("expired on 2026-11-30") == true)
  }

  @Test("an allowance for something else does not help, and is called unneeded")
  func other() throws {
    var allowance = Self.allowance
    allowance.subject = Nodes.m
    let report = try report(allowance, day: "2026-11-30T12:00:00")
    #expect(report.decision == .refuse)
    #expect(report.notes == ["the allowance until 2026-11-30 is not needed (the provider filters ICMP)"])
  }
}
