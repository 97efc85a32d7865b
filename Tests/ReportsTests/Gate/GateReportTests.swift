import Conformance
import Foundation
import Testing
import XMLCoder

@testable import Reports

@Suite("The gate's report")
struct GateReportTests {
  /// Before: everything conforms. After: one path is lost, one could not be established, one needed a retry, and the
  /// MTU of a node changed. The loss of another path is allowed.
  static func report(_ policy: GatePolicy = GatePolicy()) throws -> GateReport {
    var before = SampleRecord.record
    before.scenarios = [SampleRecord.both]
    for index in before.scenarios[0].cases.indices {
      before.scenarios[0].cases[index].attempts = 1
      if before.scenarios[0].cases[index].verdict != .conforms {
        before.scenarios[0].cases[index].verdict = .conforms
        before.scenarios[0].cases[index].diagnosis = nil
        before.scenarios[0].cases[index].observation = Observation(.measured(.reachable))
      }
    }
    var after = SampleRecord.record
    after.scenarios = [SampleRecord.both]
    after.cluster.nodes[0].mtus["enp0s6"] = 1500
    return try Gate(policy: policy).judge(
      before: .init(path: "before/run.json", record: before), after: .init(path: "after/run.json", record: after),
      now: SampleRecord.start)
  }

  static let allowing = GatePolicy(allowances: [
    GateAllowance(aspect: .externalPing, reason: "ICMP is filtered | until then", expires: "2099-01-31"),
    GateAllowance(change: .inconclusive, reason: "the endpoint moves", expires: "2099-01-31"),
  ])

  @Test("text: what refuses comes first, with cause and remedy, and the policy is spelled out")
  func text() throws {
    let text = GateText.render(try Self.report(), width: 100)
    let lost = try #require(text.range(of: "✗ Lost (1)\n  both / external-ping [instance-worker]: works → fails"))
    let flaky = try #require(text.range(of: "· Became flaky (1)"))
    #expect(lost.lowerBound < flaky.lowerBound)
    #expect(text.contains("    remedy: restart the agent"))
    #expect(text.contains("✗ Could not be established (1)"))
    #expect(text.contains("mtu of instance-master: enp0s6: 9000, tailscale0: 1280 → enp0s6: 1500, tailscale0: 1280"))
    #expect(text.contains("  refused: lost, deviating, inconclusive, missing\n"))
    #expect(text.hasSuffix("✗ refused: 1 lost, 1 not established\n"))
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 100 })
    #expect(!text.contains("\u{1B}"))
    #expect(GateText.render(try Self.report(), coloured: true).contains("\u{1B}[31m✗ Lost (1)\u{1B}[0m"))
  }

  @Test("text: an accepted upgrade says what was allowed, until when and why")
  func accepted() throws {
    let text = GateText.render(try Self.report(Self.allowing), width: 100)
    #expect(text.contains("~ Lost, allowed (1)"))
    #expect(text.contains("allowed until 2099-01-31: ICMP is filtered | until then"))
    #expect(text.hasSuffix("✓ accepted: nothing that the policy refuses; 2 allowed for a while\n"))
  }

  @Test("Markdown: verdict first, a table per effect, data escaped")
  func markdown() throws {
    let refused = GateMarkdown.render(try Self.report())
    #expect(refused.hasPrefix("# netproof gate: ❌ refused\n\nrefused: 1 lost, 1 not established.\n"))
    #expect(refused.contains("| Lost | both / external-ping \\[instance-worker\\] | works | fails, which deviates |"))
    #expect(refused.contains("| both | settle | 12 s | 12 s |"))
    let accepted = GateMarkdown.render(try Self.report(Self.allowing))
    #expect(accepted.contains("## Allowed for a while"))
    #expect(accepted.contains("ICMP is filtered \\| until then"))
    let rows = accepted.split(separator: "\n").filter { $0.hasPrefix("| Lost") || $0.hasPrefix("| Could") }
    #expect(rows.count == 2)
  }

  @Test("JUnit: refused is a failure, open an error, allowed skipped, reported passes")
  func junit() throws {
    let refused = GateJUnit.document(try Self.report())
    #expect(refused.failures == 2 && refused.errors == 1 && refused.testsuite[0].skipped == 0)
    #expect(refused.tests == refused.testsuite[0].testcase.count)
    let lost = try #require(refused.testsuite[0].testcase.first { $0.classname == "netproof.gate.lost" })
    #expect(lost.name == "both / external-ping [instance-worker]")
    #expect(lost.failure?.message == "Lost: works → fails, which deviates")
    let accepted = GateJUnit.document(try Self.report(Self.allowing))
    #expect(accepted.failures == 0 && accepted.errors == 0 && accepted.testsuite[0].skipped == 2)
    #expect(accepted.testsuite[0].testcase.first?.name == "decision")
    let names = refused.testsuite[0].testcase.map { "\($0.classname)/\($0.name)" }
    #expect(Set(names).count == names.count)
    let xml = String(decoding: try GateJUnit.render(try Self.report()), as: UTF8.self)
    #expect(xml.contains("<property name=\"decision\" value=\"refused\""))
  }

  @Test("the folder gets all forms, and the JSON says the same as the report")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = try Self.report()
    let paths = try GateFiles.write(report, to: folder.path)
    #expect(paths.map { URL(fileURLWithPath: $0).lastPathComponent } == ["gate.json", "gate-junit.xml", "gate.md"])
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: paths[0])))
    let json = try #require(object as? [String: Any])
    #expect(json["decision"] as? String == "refuse" && json["schema"] as? String == "netproof.gate/1")
    #expect((json["findings"] as? [Any])?.count == report.findings.count)
    let policy = json["policy"] as? [String: Any]
    #expect((policy?["changes"] as? [String: String])?["lost"] == "refuse")
  }
}
