import Conformance
import Testing

extension LabTests {
  @Test("every scenario does on the lab what the real cluster did, cell by cell")
  func truthTable() async throws {
    let run = try await LabRun.verify(Scenario.allCases, capture: CaptureOptions())
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
      for record in scenario.cases {
        guard let departures = TruthTable.departures(scenario.scenario, record.aspect, from: record.subject.source)
        else { continue }
        let path = try #require(record.path, "\(scenario.scenario.rawValue) / \(record.aspect.rawValue)")
        #expect(path.conclusion == .proven, "\(scenario.scenario.rawValue) / \(record.aspect.rawValue): \(path)")
        #expect(
          Self.departures(path, from: record.subject.source) == departures,
          "\(scenario.scenario.rawValue) / \(record.aspect.rawValue) [\(record.subject)]")
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

  /// By which devices packets left their node, and as whom.
  private static func departures(_ path: PathProof, from node: String) -> Set<String> {
    let seen = path.flows.flatMap(\.sightings).filter { $0.isOutgoing && $0.node == node }
    return Set(
      seen.map { sighting in
        let source = sighting.packet.prefix { $0 != " " }
        let name = source.hasPrefix("10.244.") ? "the pod's own address" : String(source)
        return "\(sighting.device) as \(name)\(sighting.packet.contains("VXLAN") ? ", in VXLAN" : "")"
      })
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
