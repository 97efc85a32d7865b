import Conformance
import Testing

extension LabTests {
  @Test("every scenario does on the lab what the real cluster did, cell by cell")
  func truthTable() async throws {
    let run = try await LabRun.verify(Scenario.allCases)
    #expect(run.interruption == nil)
    #expect(run.notes.isEmpty)
    #expect(run.scenarios.map(\.scenario) == Scenario.allCases)
    for scenario in run.scenarios {
      #expect(scenario.failure == nil)
      for aspect in Aspect.asked(of: [.ipv4]) {
        let cases = scenario.cases.filter { $0.aspect == aspect }
        let seen = cases.map { record in
          record.observation?.outcome.map(Self.short) ?? record.explanation
        }
        #expect(
          seen == TruthTable.outcomes(scenario.scenario, aspect), "\(scenario.scenario.rawValue) / \(aspect.rawValue)")
        for record in cases {
          #expect(
            record.verdict == .conforms,
            "\(scenario.scenario.rawValue) / \(aspect.rawValue) [\(record.subject)]: \(record.explanation)")
        }
      }
      switch (scenario.scenario, scenario.fitness) {
      case (.physicalOnly, .unfit), (.tailnetOnly, .unfit), (.both, .fit), (.auto, .fit), (.wildcard, .fit): break
      default: Issue.record("\(scenario.scenario.rawValue) is \(scenario.fitness)")
      }
    }
    #expect(run.verdict == .conforms)
    Self.expectClaims(run)
  }

  private static func short(_ outcome: Outcome) -> String {
    if case .unhealthy = outcome { "not ready" } else { outcome.description }
  }

  /// The guide's claims come out as on the real cluster.
  private static func expectClaims(_ run: RunRecord) {
    let refuted: Set = [
      "physical-only.node-ip-physical", "physical-only.cross-node-fails", "tailnet-only.external-snat-tailnet",
      "tailnet-only.coredns-restarts", "devices-decide-node-ip",
    ]
    #expect(!run.claims.isEmpty)
    for claim in run.claims {
      #expect(claim.judgement == (refuted.contains(claim.id) ? .refuted : .confirmed), "\(claim.id): \(claim.evidence)")
    }
  }
}
