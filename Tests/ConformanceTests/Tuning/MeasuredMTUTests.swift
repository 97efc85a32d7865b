import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Measured MTUs")
struct MeasuredMTUTests {
  private func record(_ folder: String = "C", _ change: (inout Rehearsal) -> Void = { _ in }) throws -> RunRecord {
    var rehearsal = try Rehearsal(folder)
    change(&rehearsal)
    var record = RunRecord(
      tool: .init(name: "netproof", version: "0"), runID: "1a2b", startedAt: .now, cluster: rehearsal.summary,
      endpoints: ExternalEndpoints())
    record.scenarios = [rehearsal.scenario(.both)]
    return record
  }

  @Test("a path's MTU stands three ways: the guide's, Cilium's, and as a run measured it")
  func threeWays() throws {
    let facts = try RecordedCluster.facts("C")
    let measured = try #require(
      MeasuredMTUs(
        try record { $0.see(.pathMTU, .largestPayload(1072), Nodes.masterToWorker) }, under: facts.devicesSetting))
    let rows = TuningTable.rows(facts, measured: measured).filter { $0.setting.hasPrefix("MTU of pods'") }
    #expect(rows.map(\.guide) == ["8880", "8880"] && rows.map(\.inForce) == ["1230", "1230"])
    #expect(rows.map(\.measured) == ["1100 by run 1a2b", "1230 by run 1a2b"])
    let text = TuningTable.text(facts, measured: measured).joined(separator: "\n")
    #expect(text.contains("1230, measured 1100 by run 1a2b, the guide's sum"))
    #expect(!TuningTable.text(facts).contains { $0.contains("measured ") })
    var forecast = SettingForecast(facts)
    #expect(forecast.document().nodes.allSatisfy { $0.measuredMTU == nil })
    forecast.measured = measured
    #expect(forecast.document().nodes.map(\.measuredMTU) == [[Nodes.w: 1100], [Nodes.m: 1230]])
    #expect(forecast.text().contains("measured 1100 by run"))
  }

  @Test("one path tells it beside the computed MTU, that no packet arrived, and under which setting")
  func path() throws {
    let facts = try RecordedCluster.facts("C")
    let there = try #require(facts.dnsPods.first { $0.node == Nodes.w }?.address)
    func steps(_ record: RunRecord, _ facts: ClusterFacts) throws -> [PathExplanation.Step] {
      let measured = MeasuredMTUs(record, under: facts.devicesSetting)
      return try PathExplanation.explain(from: Nodes.m, to: .address(there), facts: facts, measured: measured).steps
    }
    let told = try steps(try record(), facts)
    #expect(told.last?.title == "measured" && told.dropLast().last?.title == "MTU")
    #expect(told.last?.finding == "packets up to 1230 bytes arrived, by run 1a2b")
    let lost = try steps(try record { $0.see(.pathMTU, .unreachable) }, facts)
    #expect(lost.last?.finding == "no packet arrived, by run 1a2b")
    let other = try steps(try record(), SettingForecast(facts, devices: "enp0s6").facts)
    #expect(other.last?.finding.hasSuffix("by run 1a2b, with devices \(facts.devicesSetting ?? "unset")") == true)
    #expect(try PathExplanation.explain(from: Nodes.m, to: .address(there), facts: facts).steps.last?.title == "MTU")
  }

  @Test("a run that measured none has none")
  func none() throws {
    let facts = try RecordedCluster.facts("C")
    #expect(MeasuredMTUs(try record { $0.fail(.pathMTU, "exec failed") }, under: facts.devicesSetting) == nil)
  }
}
