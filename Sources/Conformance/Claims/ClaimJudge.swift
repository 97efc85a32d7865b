/// Judges the guide's claims by what was observed. A claim never fails a run.
enum ClaimJudge {
  /// Every claim about a scenario of the run, then the one that compares scenarios.
  static func judge(_ scenarios: [ScenarioRecord], cluster: ClusterSummary) -> [ClaimRecord] {
    let records = GuideClaim.all.compactMap { claim -> ClaimRecord? in
      guard let scenario = scenarios.first(where: { $0.scenario == claim.scenario }) else { return nil }
      return judge(claim, scenario, cluster)
    }
    return records + [devicesDecideNodeIP(scenarios)].compactMap { $0 }
  }

  private static func judge(
    _ claim: GuideClaim, _ scenario: ScenarioRecord, _ cluster: ClusterSummary
  ) -> ClaimRecord {
    // What could not be established, such as an endpoint that is down for everybody, speaks for nothing.
    let cases = scenario.cases.filter {
      claim.aspects.contains($0.aspect) && $0.observation?.outcome != nil && $0.verdict != .inconclusive
    }
    let holding = cases.filter { record in
      guard let outcome = record.observation?.outcome else { return false }
      return claim.holds(outcome, cluster.nodes.first { $0.name == record.subject.source })
    }
    let judgement: ClaimRecord.Judgement =
      cases.isEmpty ? .notTested : holding.count == cases.count ? .confirmed : .refuted
    let telling = judgement == .refuted ? cases.filter { !holding.contains($0) } : cases
    return ClaimRecord(
      id: claim.id, scenario: claim.scenario, statement: statement(claim, cluster), judgement: judgement,
      evidence: telling.map(evidence), reason: reason(telling))
  }

  private static func evidence(_ record: CaseRecord) -> Sentence {
    "\(record.aspect.rawValue) [\(record.subject)]: \(record.observation?.outcome?.sentence ?? "not measured")"
  }

  private static func reason(_ cases: [CaseRecord]) -> Sentence {
    for record in cases {
      if case .expected(let expectation) = record.prediction { return "\(expectation.reason) (\(expectation.source))" }
    }
    return "nothing in this run speaks for or against it"
  }

  private static func statement(_ claim: GuideClaim, _ cluster: ClusterSummary) -> Sentence {
    let node = cluster.nodes.first
    return claim.statement(
      UplinkNames(
        physical: node?.physicalDevice.map(Sentence.init(words:)) ?? "the physical uplink",
        tailnet: node?.tailnetDevice.map(Sentence.init(words:)) ?? "the tailnet uplink"))
  }

  /// "`devices` decides the node IP": needs at least two scenarios to compare.
  private static func devicesDecideNodeIP(_ scenarios: [ScenarioRecord]) -> ClaimRecord? {
    let seen = scenarios.compactMap { scenario -> (Scenario, [Sentence])? in
      let addresses = scenario.cases.filter { $0.aspect == .nodeIP }
        .compactMap { record in record.observation?.outcome.map { "\(record.subject): \($0)" as Sentence } }.sorted()
      return addresses.isEmpty ? nil : (scenario.scenario, addresses)
    }
    guard let first = seen.first else { return nil }
    let differs = seen.contains { $0.1 != first.1 }
    return ClaimRecord(
      id: "devices-decide-node-ip", scenario: first.0,
      statement: "`devices` decides Cilium's node IP: the listed devices are scanned for it.",
      judgement: seen.count < 2 ? .notTested : differs ? .confirmed : .refuted,
      evidence: seen.map { "\($0.0.rawValue): \($0.1.joined(separator: ", "))" },
      reason: "the node IP is the Kubernetes InternalIP; devices is only a fallback for a node without one "
        + "(Cilium pkg/node/sync/local_node_sync.go, pkg/node/address.go)")
  }
}
