import Foundation

/// Runs on paper: nothing is sent, everything is observed to be what a rule predicts, except what is said otherwise; and
/// then judged, diagnosed and compared with the guide's claims by the code that judges real runs.
public enum ExampleRun {
  /// A run over scenarios in which every observation is what the rules predict for the example cluster.
  ///
  /// - Throws: ``ScenarioError``.
  public static func asPredicted(
    _ scenarios: [Scenario] = Scenario.allCases, changing: (ClusterFacts) -> ClusterFacts = { $0 }
  ) throws -> RunRecord {
    let start = Date(timeIntervalSince1970: 0)
    let cluster = summary(changing(ExampleCluster.facts()))
    var record = RunRecord(
      tool: .init(name: "netproof", version: "0"), runID: "example", startedAt: start, cluster: cluster,
      endpoints: ExternalEndpoints())
    record.finishedAt = start
    record.scenarios = try scenarios.map { scenario in
      let facts = changing(try ExampleCluster.facts(in: scenario))
      var entry = ScenarioRecord(scenario: scenario, devices: facts.devicesSetting, startedAt: start)
      entry.cases = cases(facts, fromHosts: true)
      entry.fitness = Fitness.assess(entry.cases)
      entry.finishedAt = start
      return entry
    }
    record.claims = ClaimJudge.judge(record.scenarios, cluster: cluster)
    return record
  }

  /// All cases of a cluster, judged and diagnosed.
  ///
  /// - Parameters:
  ///   - context: What the agents' tables hold.
  ///   - fromHosts: Whether nodes' own networks ask, too.
  ///   - seen: What is observed otherwise than predicted; `nil` for as predicted.
  static func cases(
    _ facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext(), fromHosts: Bool = false,
    seen: (Aspect, Subject) -> Observation? = { _, _ in nil }
  ) -> [CaseRecord] {
    let planned = PairSample.every(facts.nodes.map(\.name)).cases(
      facts.families, fromOutside: facts.nodePorts?.vantages.isEmpty == false, fromHosts: fromHosts,
      seeingPrograms: facts.seesPrograms, throughProxy: facts.proxied != nil)
    return CaseJudge.judge(planned, facts: facts, mayDisturb: true, context: context) { aspect, subject in
      if let otherwise = seen(aspect, subject) { return otherwise }
      return predicted(aspect, subject, facts).map { Observation(.measured($0)) }
    }
  }

  private static func predicted(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Outcome? {
    guard case .expected(let expectation) = Rules.predict(aspect, subject, facts: facts) else { return nil }
    // The guide's example of what the gateway makes of it.
    if expectation.outcome == .answersWithAddress(nil) { return .answersWithAddress("168.107.2.60") }
    return expectation.outcome
  }

  private static func summary(_ facts: ClusterFacts) -> ClusterSummary {
    ClusterSummary(
      context: "example", server: "https://100.64.0.1:6443", kubernetesVersion: "v1.34",
      ciliumVersion: facts.ciliumVersion ?? "1.19.4",
      configuration: facts.configuration,
      nodes: facts.nodes.map { node in
        let devices = [node.uplinks.physical, node.uplinks.tailnet].compactMap(\.self)
        return NodeSummary(
          name: node.name, internalIP: node.internalIP?.description, podCIDR: node.podCIDR?.description,
          physicalDevice: node.uplinks.physical?.name, tailnetDevice: node.uplinks.tailnet?.name,
          addresses: Dictionary(
            devices.map { ($0.name, $0.ipv4Addresses.map(\.description)) }, uniquingKeysWith: { first, _ in first }),
          mtus: Dictionary(devices.map { ($0.name, $0.mtu) }, uniquingKeysWith: { first, _ in first }))
      })
  }
}
