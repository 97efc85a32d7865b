import Testing

@testable import Conformance

@Suite("Health of a split run")
struct HealthMergeTests {
  private func part(_ nodes: [NodeHealth], trip: HealthValue? = nil) -> HealthRecord {
    var record = HealthRecord(seconds: Double(nodes.count), nodes: nodes)
    record.checks = HealthJudge.checks(nodes, trips: trip.map { [$0] } ?? [], thresholds: HealthThresholds())
    return record
  }

  @Test("a node that two parts watched counts once, with its highest values")
  func joined() throws {
    let drop = DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 4)
    let left = part(
      [
        NodeHealth(node: "a", values: [.drops: 0, .natPressure: 9], drops: []),
        NodeHealth(node: "b", values: [.drops: 0]),
      ],
      trip: HealthValue(.pair(from: "a", to: "b"), 70))
    let right = part([NodeHealth(node: "a", values: [.drops: 4, .natPressure: 3], drops: [drop])])
    let whole = try #require(HealthRecord.joined([left, right]))
    #expect(whole.nodes.map(\.node) == ["a", "b"] && whole.seconds == 2)
    #expect(whole.nodes.first?.values == [.drops: 4, .natPressure: 9] && whole.nodes.first?.drops == [drop])
    #expect(whole.warnings.map(\.measure) == [.drops, .tailnetRoundTrip])
    #expect(whole.warnings.first?.exceeded.map(\.subject) == [.node("a")])
    #expect(HealthRecord.joined([]) == nil)
  }

  @Test("what the parts compared is added up, and the same finding stands once")
  func tables() throws {
    let whole = try #require(DatapathRecord.joined([SampleHealth.datapath, SampleHealth.datapath]))
    #expect(whole.compared == 4 && whole.policies == SampleHealth.datapath.policies)
    #expect(whole.services == SampleHealth.datapath.services && whole.gaps == SampleHealth.datapath.gaps)
    #expect(DatapathRecord.joined([]) == nil)
  }
}
