import Cilium
import Kubernetes
import Testing

@testable import Conformance

@Suite("What came of connections to NodePorts")
struct NodePortObservationsTests {
  private let near = IPAddress.v4(IPv4Address(100, 64, 0, 2))
  private let far = IPAddress.v4(IPv4Address(10, 0, 0, 2))
  private let pair = Subject.pair(from: "a", to: "b")

  private func observations(
    _ aspect: Aspect, _ subject: Subject, _ fill: (inout NodePortObservations, [NodePortProbe]) -> Void
  ) -> Observation {
    let probes = [far, near].map {
      NodePortProbe(aspect: aspect, subject: subject, node: "b", address: $0, port: 30_007)
    }
    var plan = NodePortPlan()
    plan.probes[CaseKey(aspect, subject)] = probes
    var observations = NodePortObservations(plan: plan)
    fill(&observations, probes)
    return observations.observe(aspect, subject)
  }

  private func said(_ lines: String) -> Observation {
    observations(.nodePortOtherNode, pair) { seen, _ in seen.hosts["a"] = HostConnections.parse(lines) }
  }

  @Test("addresses whose server answered are told, and silence and refusal are none")
  func hosts() {
    let seen = said("page 10.0.0.2 30007 124 \npage 100.64.0.2 30007 0 HTTP/1.0 200 OK\n")
    #expect(seen.outcome == .value("100.64.0.2"))
    #expect(seen.evidence.first?.output.contains("10.0.0.2 30007 124") == true)
    #expect(said("page 10.0.0.2 30007 1 Connection refused\npage 100.64.0.2 30007 124 \n").outcome == .value("none"))
  }

  @Test("what is not known is no answer: a word of bash's own, a missing line, something that is no HTTP")
  func unknown() {
    for lines in [
      "page 10.0.0.2 30007 127 bash: not found\npage 100.64.0.2 30007 0 HTTP/1.0 200 OK\n",
      "page 100.64.0.2 30007 0 HTTP/1.0 200 OK\n",
      "page 10.0.0.2 30007 0 SSH-2.0\npage 100.64.0.2 30007 0 HTTP/1.0 200 OK\n", "",
    ] {
      #expect(said(lines).outcome == nil, "\(lines)")
    }
    let failed = observations(.nodePortOtherNode, pair) { seen, _ in
      seen.problems["a"] = AgentShell.Failure(description: "no Cilium agent runs on a")
    }
    #expect(failed.outcome == nil)
    #expect(NodePortObservations(plan: NodePortPlan()).observe(.nodePortOtherNode, pair).outcome == nil)
  }

  private func outside(_ answers: [[String: Vantage.Answer]]) -> Observation {
    observations(.nodePortOutside, .node("b")) { seen, probes in
      for (probe, answer) in zip(probes, answers) { seen.outside[probe] = answer }
    }
  }

  @Test("from outside an address answers where all who reach it get an answer; who cannot ask makes nothing known")
  func vantages() {
    #expect(
      outside([["net": .silent], ["net": .connected, "peer": .connected]]).outcome == .value("100.64.0.2"))
    #expect(outside([["net": .silent], ["net": .silent]]).outcome == .value("none"))
    #expect(
      outside([["net": .silent, "peer": .connected], ["net": .connected]]).outcome
        == .value("10.0.0.2 answers peer and not net"))
    #expect(outside([["net": .unable("ssh")], ["net": .connected]]).outcome == nil)
    #expect(outside([[:], ["net": .connected]]).outcome == nil)
  }

  @Test("a vantage reaches an address of which one open port answers; those it does not reach are not asked again")
  func reach() async {
    let vantage = Vantage(name: "laptop") { question in
      switch (question.address.description, question.port) {
      case ("100.64.0.1", 4240): .connected
      case ("10.0.0.1", _): .unable("ssh ended with 255")
      default: .silent
      }
    }
    let probe = VantageProbe(vantages: [vantage], openPorts: [22, 4240])
    let facts = SyntheticCluster.cluster([SyntheticCluster.node(1), SyntheticCluster.node(2)], devices: nil)
    let known = await probe.facts(facts.nodes, facts, families: [.ipv4])
    #expect(known == [VantageFacts(name: "laptop", reached: ["node-1": ["100.64.0.1"]], problem: "ssh ended with 255")])
    let probes = [far, near].map {
      NodePortProbe(aspect: .nodePortOutside, subject: .node("node-1"), node: "node-1", address: $0, port: 30_007)
    }
    #expect(await probe.ask(probes, known).isEmpty)
  }

  @Test("only cases that the rules expect something of are planned, with the Service that fits")
  func plan() throws {
    let facts = try RecordedCluster.facts("C")
    let answers = SyntheticAnswers(facts)
    let services = NodePortServices(
      ports: Dictionary(
        uniqueKeysWithValues: NodePortServices.keys([Nodes.m, Nodes.w]).enumerated().map { ($1, 30_000 + $0) }))
    let cases = PairSample.every([Nodes.m, Nodes.w]).cases([.ipv4], fromOutside: true)
    let plan = NodePortPlan(cases, facts: facts, services: services, pods: answers.pods)
    #expect(plan.obstacles.isEmpty)
    #expect(
      Set(plan.probes.keys.map(\.aspect)) == [
        .nodePortOtherNode, .nodePortLocalOtherNode, .nodePortLocalEmptyOtherNode,
      ])
    let local = try #require(plan.probes[CaseKey(.nodePortLocalOtherNode, Nodes.masterToWorker)])
    let empty = try #require(plan.probes[CaseKey(.nodePortLocalEmptyOtherNode, Nodes.masterToWorker)])
    #expect(Set(local.map(\.port)) == [services.ports[.init(policy: .local, backend: Nodes.w)]])
    #expect(Set(empty.map(\.port)) == [services.ports[.init(policy: .local, backend: Nodes.m)]])
    var without = services
    without.ports = [:]
    #expect(NodePortPlan(cases, facts: facts, services: without, pods: answers.pods).obstacles.count == 6)
  }

  @Test("the Services of a run: five for any number of nodes, each with its backend's labels and policy")
  func services() {
    let specification = ProbePodSpecification(runID: "r1", options: GuestOptions(), lifetime: .seconds(60))
    #expect(NodePortServices.keys(["a", "b"]).count == 5)
    let one = specification.nodePortService(.local, backend: 1, families: [.ipv4])
    let all = specification.nodePortService(.cluster, backend: nil, families: [.ipv4, .ipv6])
    #expect(one.spec?.type == "NodePort" && one.spec?.externalTrafficPolicy == "Local")
    #expect(one.spec?.selector?[RunLabels.node] == "1" && all.spec?.selector?[RunLabels.node] == nil)
    #expect(all.spec?.selector?[RunLabels.role] == "server" && all.spec?.ipFamilyPolicy == "PreferDualStack")
    #expect(one.metadata.name == "ports-r1-local-1" && all.metadata.name == "ports-r1-cluster")
  }

  @Test("a lost answer is asked for again; an answer where none should be is not")
  func retries() {
    func judged(_ wanted: String, _ seen: Outcome) -> CaseRecord {
      CaseRecord(
        aspect: .nodePortOtherNode, subject: pair,
        prediction: Rules.expect(.value(wanted), by: .balancedAtNode, .nodePortOnSelected, because: "so"),
        observation: Observation(.measured(seen)), verdict: .deviates, explanation: "")
    }
    var retries = Retries()
    #expect(retries.next([judged("10.0.0.2, 100.64.0.2", .value("10.0.0.2"))]).count == 1)
    #expect(retries.next([judged("none", .value("10.0.0.2"))]).isEmpty)
  }
}
