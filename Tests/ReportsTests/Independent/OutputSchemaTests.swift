import Foundation
import Generators
import SysdumpRecordings
import Testing

@testable import Conformance
@testable import Reports

/// What commands print for programs, by the published schemas that they name.
@Suite("Outputs by their published schemas", .enabled(if: IndependentReader.python != nil, IndependentReader.hint))
struct OutputSchemaTests {
  private func validate(_ data: Data) async throws -> IndependentReader.Output {
    let folder = IndependentReader.repository("docs").path
    return try await IndependentReader.run("validate_output.py", data, before: [folder])
  }

  private func expectValid(_ document: some Encodable, as name: String) async throws {
    let output = try await validate(try StableJSON.encode(document))
    #expect(output.status == 0 && output.text == "ok \(name)\n", "\(output.text)\(output.stderr)")
  }

  /// A real sysdump's facts.
  private static func facts() throws -> ClusterFacts {
    try ArchiveInspection(try Recordings.read(try #require(Recordings.names.first))).facts
  }

  private static var check: Preflight {
    var preflight = Preflight()
    preflight.add("nodes", .ready, "2 take part")
    preflight.add("Pod Security", .note, "no level is set")
    preflight.add("namespace", .missing, "it is missing")
    preflight.add("Cilium", .unanswered, "no agent answers")
    preflight.missingPermissions = RunPermission.namespaceCreation("netproof")
    return preflight
  }

  private static var cleanup: CleanupDocument {
    var outcome = LeftoverCleanup.Outcome()
    let dead = Leftover(
      runID: "a", namespace: "netproof", objects: ["pods": 2], madeNamespace: true, state: .dead)
    outcome.removed = [dead]
    outcome.kept = [
      Leftover(runID: "b", namespace: "netproof", objects: [:], madeNamespace: false, state: .live(holder: "b on h"))
    ]
    return CleanupDocument(outcome, dryRun: true, changedDevices: .init(current: "enp0s6", original: nil))
  }

  @Test("check and cleanup, whatever they found")
  func guest() async throws {
    try await expectValid(Self.check.document, as: "check")
    try await expectValid(Preflight().document, as: "check")
    try await expectValid(Self.cleanup, as: "cleanup")
    #expect(Self.cleanup.names == ["would-remove/a", "kept/b"])
    #expect(Self.check.names == ["ready/nodes", "note/pod-security", "missing/namespace", "unanswered/cilium"])
  }

  @Test("explain of a setting, a release and a path, and recommend")
  func forecasts() async throws {
    let facts = try Self.facts()
    try await expectValid(SettingForecast(facts).document(), as: "forecast")
    try await expectValid(SettingForecast(facts, devices: "nosuch9", release: "1.20").document(), as: "forecast")
    var blind = facts
    blind.nodes[0].problem = "its agent does not answer"
    try await expectValid(SettingForecast(blind, devices: "").document(), as: "forecast")
    let node = try #require(facts.nodes.first?.name)
    let path = try PathExplanation.explain(from: node, to: .address(.init(8, 8, 8, 8)), facts: facts)
    try await expectValid(path.document, as: "path")
    #expect(path.names.contains("step/from"))
    let recommendation = try SettingRecommendation(facts)
    try await expectValid(recommendation.document(facts), as: "recommendation")
    #expect(recommendation.names.count >= recommendation.candidates.count)
  }

  @Test("gate, watch and history")
  func reports() async throws {
    try await expectValid(try GateReportTests.report(), as: "gate")
    try await expectValid(try GateReportTests.report(GateReportTests.allowing), as: "gate")
    try await expectValid(WatchReportTests.record(), as: "watch")
    try await expectValid(WatchReportTests.turns(), as: "watch")
    let command = WatchRecord.Command(program: "helm", exitStatus: 1, began: 3, ended: 9)
    try await expectValid(WatchReportTests.record(command), as: "watch")
    try await expectValid(HistoryReportTests.history(), as: "history")
  }

  @Test("the record of an inspection, and that of a run")
  func records() async throws {
    let dump = try Recordings.read(try #require(Recordings.names.first))
    let record = try ArchiveInspection(dump).record(toolVersion: "0.1.0")
    let output = try await validate(try InspectionFormat.json.render(record))
    #expect(output.status == 0, "\(output.text)\(output.stderr)")
  }

  @Test("what a schema forbids is found in each of them")
  func invalid() async throws {
    let facts = try Self.facts()
    let documents: [(any Encodable, String, String)] = [
      (Self.check.document, #""unanswered""#, #""unknown""#), (Self.cleanup, #""dryRun""#, #""dry""#),
      (try GateReportTests.report(), #""refuses""#, #""refused""#),
      (WatchReportTests.record(), #""kind" : "agent""#, #""kind" : "pod""#),
      (HistoryReportTests.history(), #""steady""#, #""calm""#),
      (SettingForecast(facts).document(), #""comparison""#, #""compared""#),
      (try SettingRecommendation(facts).document(facts), #""stability" : "named""#, #""stability" : "n""#),
    ]
    for (document, found, replacement) in documents {
      let text = String(decoding: try StableJSON.encode(document), as: UTF8.self)
      try #require(text.contains(found), "\(found)")
      let output = try await validate(Data(text.replacingOccurrences(of: found, with: replacement).utf8))
      #expect(output.status == 1 && output.text.contains("violations"), "\(found): \(output.text)\(output.stderr)")
    }
  }

  @Test(
    "YAML tells the same as JSON, to a reader of YAML",
    .enabled(if: IndependentReader.helm != nil, "scripts/test sets NETPROOF_TEST_HELM"))
  func yaml() async throws {
    for document in [try GateReportTests.report(), WatchReportTests.record()] as [any Encodable] {
      let output = try await validate(try StableYAML.encode(document))
      #expect(output.status == 0, "\(output.text)\(output.stderr)")
    }
    let numbers = [0.2, 1e-9, 12, 1_234_567.5, 1e21]
    let figures = try await IndependentReader.run("read_yaml.py", try StableYAML.encode(numbers))
    #expect(try JSONDecoder().decode([Double].self, from: figures.stdout) == numbers)
    // What YAML would take for something else stays a text.
    let odd = ["no", "1.18", "2026-11-30", "null", "~", "0x1f", "a: b", "1e3", " x", "12:30:45"]
    let text = String(decoding: try StableYAML.encode(["schema": odd]), as: UTF8.self)
    let output = try await IndependentReader.run("read_yaml.py", Data(text.utf8))
    #expect(try JSONDecoder().decode([String: [String]].self, from: output.stdout) == ["schema": odd], "\(text)")
  }
}

@Suite("Forms for scripts and for those who want everything")
struct OutputFormTests {
  @Test("names are a line per thing: kind, then what it is about")
  func names() throws {
    let gate = String(decoding: try GateFormat.name.render(try GateReportTests.report()), as: UTF8.self)
    #expect(gate.hasPrefix("refuses/lost/both/external-ping/instance-worker\n"), "\(gate)")
    #expect(gate.contains("\nreported/fact/mtu/instance-master\n"))
    let watch = String(decoding: try WatchFormat.name.render(WatchReportTests.record()), as: UTF8.self)
    #expect(watch.hasPrefix("deviates/pod-other-node/node-1/node-2/ping\nconforms/"), "\(watch)")
    let history = String(decoding: try HistoryFormat.name.render(HistoryReportTests.history(), limit: 5), as: UTF8.self)
    #expect(!history.isEmpty && history.split(separator: "\n").allSatisfy { $0.split(separator: "/").count >= 4 })
    let record = String(decoding: try InspectionFormat.name.render(SampleRecord.record), as: UTF8.self)
    #expect(record.contains("deviates/external-ping/instance-worker\n"), "\(record)")
  }

  @Test("wide leaves nothing out that text has, and quiet is the answer in one line")
  func wideAndQuiet() throws {
    let report = try GateReportTests.report()
    let wide = String(decoding: try GateFormat.wide.render(report), as: UTF8.self)
    let text = String(decoding: try GateFormat.text.render(report), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(wide.count > text.count && lines.allSatisfy { wide.contains($0) })
    #expect(String(decoding: try GateFormat.text.render(report, quiet: true), as: UTF8.self) == "\(lines.last ?? "")\n")
    let watch = WatchReportTests.record()
    #expect(try WatchFormat.wide.render(watch).count > WatchFormat.text.render(watch).count)
    let quiet = String(decoding: try WatchFormat.text.render(watch, quiet: true), as: UTF8.self)
    #expect(quiet.hasPrefix("✗ ") && quiet.count(where: { $0 == "\n" }) == 1)
    let inspection = String(decoding: try InspectionFormat.wide.render(SampleRecord.record), as: UTF8.self)
    #expect(inspection.contains("\n✓ both / pod-other-node [instance-master → instance-worker]\n"), "\(inspection)")
    let answer = String(decoding: try InspectionFormat.text.render(SampleRecord.record, quiet: true), as: UTF8.self)
    #expect(answer.hasPrefix("✗ deviates: ") && answer.count(where: { $0 == "\n" }) == 1)
    #expect(TerminalSummary.answer(SampleRecord.record).hasPrefix("✗ deviates: "))
    #expect(!TerminalSummary.answer(SampleRecord.record).contains("\n"))
  }
}
