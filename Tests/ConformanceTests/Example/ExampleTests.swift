import Testing

@testable import Conformance

@Suite("The handbook's example cluster")
struct ExampleTests {
  @Test(
    "the rules say of it what they say of the recorded cluster",
    arguments: [
      (Scenario.physicalOnly, "A"), (.tailnetOnly, "B"), (.both, "C"), (.auto, "D"), (.wildcard, "C-wildcard"),
    ])
  func asRecorded(scenario: Scenario, folder: String) throws {
    let example = try ExampleCluster.facts(in: scenario)
    var recorded = try RecordedCluster.facts(folder)
    // When pods and agents were started is not the setting's matter.
    recorded.dnsPods = example.dnsPods
    for index in recorded.nodes.indices { recorded.nodes[index].agentStartedAt = example.nodes[index].agentStartedAt }
    for (aspect, subject) in PairSample.every(example.nodes.map(\.name)).cases() {
      let (mine, real) = (outcome(aspect, subject, example), outcome(aspect, subject, recorded))
      #expect(mine == real, "\(aspect) \(subject)")
    }
  }

  @Test("without --node-ip as recorded")
  func withoutNodeIP() throws {
    let example = ExampleCluster.withoutNodeIP(try ExampleCluster.facts(in: .both))
    let recorded = try RecordedCluster.facts("C-nodeip-phys")
    for subject in [Nodes.masterToWorker, Nodes.workerToMaster] {
      #expect(outcome(.crossNodePod, subject, example) == outcome(.crossNodePod, subject, recorded))
      #expect(outcome(.crossNodePod, subject, example) == .unreachable)
    }
  }

  @Test("a run as predicted conforms in every scenario")
  func conforms() throws {
    let record = try ExampleRun.asPredicted()
    #expect(record.verdict == .conforms && record.scenarios.count == Scenario.allCases.count)
    #expect(record.claims.contains { $0.judgement == .refuted })
  }

  @Test("every fault is noticed", arguments: ExampleFault.allCases)
  func faults(fault: ExampleFault) throws {
    #expect(try fault.cases().contains { $0.verdict == .deviates || $0.verdict == .inconclusive })
  }

  private func outcome(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    guard case .expected(let expectation) = Rules.predict(aspect, subject, facts: facts) else { return nil }
    return expectation.outcome
  }
}
