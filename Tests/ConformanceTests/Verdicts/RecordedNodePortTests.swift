import Testing

@testable import Conformance

@Suite("NodePorts of a real cluster, asked from outside")
struct RecordedNodePortTests {
  /// The facts as that run had them: its record does not hold which addresses the vantage reached, but whom it asked.
  private func facts(_ scenario: ScenarioRecord) throws -> ClusterFacts {
    var facts = try #require(scenario.basis?.facts)
    var reached: [String: Set<String>] = [:]
    for record in scenario.cases where record.aspect.isAskedFromOutside {
      for evidence in record.observation?.evidence ?? [] where evidence.origin == "vantage vcn" {
        let address = evidence.command.split(separator: " ").dropFirst(2).first.map(String.init)
        reached[record.subject.source, default: []].formUnion([address].compactMap { $0 })
      }
    }
    facts.nodePorts = NodePortFacts(
      backends: facts.nodes.map(\.name),
      vantages: [VantageFacts(name: "vcn", reached: reached.mapValues { $0.sorted() })])
    return facts
  }

  @Test(
    "who answered there, by either policy, is as today's rules say",
    arguments: ["1.19/C-node-ports", "1.19/B-node-ports"])
  func outside(_ name: String) throws {
    let scenario = try #require(RunRecord.recorded(name).scenarios.first)
    let facts = try facts(scenario)
    let cases = scenario.cases.filter(\.aspect.isAskedFromOutside)
    #expect(cases.count == 6)
    for record in cases {
      let prediction = Rules.predict(record.aspect, record.subject, facts: facts)
      #expect(prediction.outcome != nil && prediction.outcome == record.observation?.outcome, "\(prediction)")
    }
  }
}
