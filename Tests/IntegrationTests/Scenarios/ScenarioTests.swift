import Conformance
import Lab
import Testing

extension LabTests {
  @Test(
    "every scenario does on the lab what real clusters of the release did, cell by cell",
    arguments: [LabCilium.v118, .v119])
  func truthTable(_ cilium: LabCilium) async throws {
    let truth = TruthTable(cilium: cilium)
    try ArchiveForecasts.compare(await SharedLab.shared(cilium).lab(), "guide, \(cilium.rawValue)")
    let run = try await LabRun.verify(
      Scenario.allCases, on: cilium, capture: CaptureOptions(), fromOutside: true, fromHosts: true)
    #expect(run.interruption == nil)
    // What was asked of no real cluster of the release yet.
    let open: Set = [
      "node-port-local-policy", "node-port-at-socket", "host-by-routes", "host-service-at-socket",
    ]
    for note in run.notes {
      #expect(note.hasPrefix("rules that no real cluster"))
      let names = (note.text.split(separator: ": ").last ?? "").split(separator: ", ").map(String.init)
      #expect(open.isSuperset(of: names), "\(note)")
    }
    #expect(run.notes.count <= 1)
    #expect(run.scenarios.map(\.scenario) == Scenario.allCases)
    for scenario in run.scenarios {
      #expect(scenario.failure == nil)
      for aspect in Aspect.asked(of: [.ipv4], fromOutside: true, fromHosts: true) {
        let cases = scenario.cases.filter { $0.aspect == aspect }
        let seen = cases.map { record in
          record.observation?.outcome.map(Self.short) ?? record.explanation.text
        }
        #expect(
          seen == truth.outcomes(scenario.scenario, aspect), "\(scenario.scenario.rawValue) / \(aspect.rawValue)")
        for record in cases {
          #expect(
            record.verdict == .conforms,
            "\(scenario.scenario.rawValue) / \(aspect.rawValue) [\(record.subject)]: \(record.explanation)")
        }
      }
      for record in scenario.cases {
        guard let departures = truth.departures(scenario.scenario, record.aspect, from: record.subject.source)
        else { continue }
        let path = try #require(record.path, "\(scenario.scenario.rawValue) / \(record.aspect.rawValue)")
        #expect(path.conclusion == .proven, "\(scenario.scenario.rawValue) / \(record.aspect.rawValue): \(path)")
        #expect(
          Self.departures(path, from: record.subject.source) == departures,
          "\(scenario.scenario.rawValue) / \(record.aspect.rawValue) [\(record.subject)]")
      }
      let withPackets = scenario.cases.filter { $0.path != nil }
      #expect(Set(withPackets.map(\.aspect)) == Self.podPaths, "\(scenario.scenario.rawValue)")
      for record in withPackets {
        #expect(
          record.path?.conclusion == .proven,
          "\(scenario.scenario.rawValue) / \(record.aspect.rawValue) [\(record.subject)]: \(record.path?.gaps ?? [])")
      }
      switch (scenario.scenario, scenario.fitness) {
      case (.physicalOnly, .unfit), (.tailnetOnly, .unfit), (.both, .fit), (.auto, .fit), (.wildcard, .fit): break
      default: Issue.record("\(scenario.scenario.rawValue) is \(scenario.fitness)")
      }
    }
    #expect(run.verdict == .conforms)
    Self.expectClaims(run, cilium)
  }

  /// The paths of pods' packets, each of which is proven in every scenario.
  private static let podPaths: Set<Aspect> = [
    .sameNodePod, .crossNodePod, .crossNodeService, .externalPing, .upstreamDNS, .externalHTTPS, .clusterName,
    .externalName, .ownNodeIP, .otherNodeIP, .ownUplinks, .otherUplinks, .apiService, .pathMTU,
  ]

  @Test("HTTPS by name is proven by the connection to the address that the probe names, or says that there was none")
  func httpsByName() async throws {
    let run = try await LabRun.verify([.both, .tailnetOnly], capture: CaptureOptions(), httpsByName: true)
    for scenario in run.scenarios {
      let cases = scenario.cases.filter { $0.aspect == .externalHTTPS }
      #expect(cases.count == 2 && cases.allSatisfy { $0.verdict == .conforms })
      for record in cases {
        let path = try #require(record.path)
        if scenario.scenario == .both {
          #expect(path.conclusion == .proven && path.flows.first?.probe.contains("https://api.ipify.org/") == true)
          #expect(path.flows.first?.statement.contains("→ \(Lab.httpsAddress): left enp0s6 as 10.0.0.") == true)
        } else {
          // Without a way to the upstream there is no address to connect to.
          #expect(path.conclusion == .unproven && path.gaps.first?.contains("tried no connection") == true)
        }
      }
    }
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
  private static func expectClaims(_ run: RunRecord, _ cilium: LabCilium) {
    var refuted: Set = [
      "physical-only.node-ip-physical", "physical-only.cross-node-fails", "tailnet-only.coredns-restarts",
      "devices-decide-node-ip",
    ]
    if cilium != .v118 { refuted.insert("tailnet-only.external-snat-tailnet") }
    #expect(!run.claims.isEmpty)
    for claim in run.claims {
      #expect(claim.judgement == (refuted.contains(claim.id) ? .refuted : .confirmed), "\(claim.id): \(claim.evidence)")
    }
  }
}
