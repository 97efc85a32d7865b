import Cilium
import Testing

@testable import Conformance

/// Records of runs against real Kubernetes and real Cilium (Fixtures/README.md): today's rules, given the facts and the
/// observations of then, come to the same verdicts.
@Suite("Runs on a real cluster, judged again")
struct RealClusterTests {
  /// File → its scenarios, and how many cases each has.
  static let records: [(file: String, scenarios: [Scenario], cases: Int)] = [
    ("sweep", Scenario.allCases, 42), ("A-nodeip-phys", [.physicalOnly], 42), ("C-nodeip-phys", [.both], 42),
    ("B-iptables-masq", [.tailnetOnly], 42), ("dual-stack", Scenario.allCases, 76),
    ("dual-stack-ipv6-off", [.both], 76),
  ]

  @Test("the same verdicts from the same facts and observations", arguments: records.map(\.file))
  func sameVerdicts(file: String) throws {
    let run = try RunRecord.recorded(file)
    let known = try #require(Self.records.first { $0.file == file })
    #expect(run.scenarios.map(\.scenario) == known.scenarios)
    for scenario in run.scenarios {
      let again = try #require(scenario.rejudged(), "\(scenario.scenario.rawValue) has no facts")
      #expect(again.count == scenario.cases.count && again.count == known.cases)
      for (then, now) in zip(scenario.cases, again) {
        // What was measured without a prediction counted for nothing then.
        var verdict = then.verdict
        if case .unknown = now.prediction, now.observation?.outcome?.servesUsers != nil { verdict = .unpredicted }
        #expect(
          now.verdict == verdict,
          "\(scenario.scenario.rawValue) / \(then.aspect.rawValue) [\(then.subject)]: \(now.explanation)")
      }
    }
  }

  @Test("in a sweep every prediction came true, that of failures included")
  func sweep() throws {
    let cases = try RunRecord.recorded("sweep").scenarios.flatMap { $0.rejudged() ?? [] }
    #expect(cases.allSatisfy { $0.verdict == .conforms })
    let failing = cases.filter { $0.observation?.outcome?.servesUsers == false }
    #expect(Set(failing.map(\.aspect)).isSuperset(of: [.externalPing, .externalHTTPS, .upstreamDNS, .otherNodeIP]))
  }

  @Test(
    "on a dual-stack cluster IPv6 does what devices decides for IPv4, and each family was probed with its own packets")
  func dualStack() throws {
    let run = try RunRecord.recorded("dual-stack")
    func seen(_ aspect: Aspect, _ subject: Subject, _ scenario: Scenario) throws -> Outcome? {
      let scenario = try #require(run.scenarios.first { $0.scenario == scenario })
      return scenario.cases.first { $0.aspect == aspect && $0.subject == subject }?.observation?.outcome
    }
    for (family, address) in [(IPFamily.ipv4, "10.0.0.239"), (.ipv6, "2001:db8:1:a::10")] {
      let (ping, node) = (Aspect.externalPing.of(family), Aspect.otherNodeIP.of(family))
      #expect(try seen(ping, Nodes.master, .physicalOnly) == .reachable)
      #expect(try seen(node, Nodes.masterToWorker, .physicalOnly) == .unreachable)
      #expect(try seen(ping, Nodes.master, .tailnetOnly) == .unreachable)
      #expect(try seen(node, Nodes.masterToWorker, .tailnetOnly) == .reachable)
      #expect(try seen(.natExternal.of(family), Nodes.master, .both) == .translated(to: address))
      #expect(try seen(.natExternal.of(family), Nodes.master, .tailnetOnly) == .notTranslated)
    }
    #expect(try seen(.pathMTU, Nodes.masterToWorker, .both) == .largestPayload(1202))
    #expect(try seen(.pathMTUIPv6, Nodes.masterToWorker, .both) == .largestPayload(1182))
    #expect(try seen(.pathMTUIPv6, Nodes.masterToWorker, .physicalOnly) == .largestPayload(8902))
  }

  @Test("where one agent was not restarted since IPv6 was enabled, all of IPv6 that fails is laid to that")
  func familyNotEnabled() throws {
    let cases = try #require(try RunRecord.recorded("dual-stack-ipv6-off").scenarios.first?.rejudged())
    let failing = cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
    #expect(failing.count == 17 && failing.allSatisfy { $0.aspect.family == .ipv6 || $0.aspect == .masqueradeIPv6 })
    let codes = Set(failing.compactMap(\.diagnosis?.code))
    #expect(
      codes == ["family-not-enabled"], "\(failing.map { "\($0.aspect) \($0.subject) \($0.diagnosis?.code ?? "")" })")
    #expect(failing.allSatisfy { $0.diagnosis?.cause.contains("the agent on instance-master gives pods no") == true })
    // Without the pod that was given no address, nothing speaks for it.
    var scenario = try #require(try RunRecord.recorded("dual-stack-ipv6-off").scenarios.first)
    for index in scenario.cases.indices where scenario.cases[index].aspect == .sameNodePodIPv6 {
      scenario.cases[index].observation = Observation(.measured(.reachable))
    }
    #expect(try #require(scenario.rejudged()).allSatisfy { $0.diagnosis?.code != "family-not-enabled" })
  }

  @Test(
    "without --node-ip nothing deviates: what fails is expected to, and the node that cannot be asked is inconclusive",
    arguments: ["A-nodeip-phys", "C-nodeip-phys"])
  func withoutNodeIP(file: String) throws {
    let cases = try #require(try RunRecord.recorded(file).scenarios.first?.rejudged())
    #expect(cases.allSatisfy { $0.verdict != .deviates })
    let tunnel = cases.filter { $0.aspect == .crossNodePod && $0.subject.source == Nodes.m }
    #expect(tunnel.map(\.verdict) == [.conforms] && tunnel.map(\.observation?.outcome) == [.unreachable])
    let worker = cases.filter { $0.subject == Nodes.worker && $0.prediction.outcome == nil }
    #expect(worker.contains { $0.explanation.contains("no route to host") })
  }

  @Test("a record with another outcome is not judged the same", arguments: records.map(\.file))
  func otherOutcome(file: String) throws {
    var scenario = try #require(try RunRecord.recorded(file).scenarios.first)
    let index = try #require(
      scenario.cases.firstIndex { $0.aspect == .sameNodePod && $0.subject == Nodes.master })
    scenario.cases[index].observation = Observation(.measured(.unreachable))
    #expect(try #require(scenario.rejudged())[index].verdict == .deviates)
  }
}
