import Cilium
import Testing

@testable import Conformance

@Suite("What nodes' own networks ask, and what came of it")
struct HostObservationsTests {
  private func plan(_ facts: ClusterFacts, _ change: (inout SyntheticAnswers) -> Void = { _ in }) -> HostPlan {
    var answers = SyntheticAnswers(facts)
    change(&answers)
    return HostPlan(
      PairSample.every(facts.nodes.map(\.name)).cases(facts.families, fromHosts: true),
      .init(
        facts: facts, pods: answers.pods, services: answers.services,
        endpoints: ExternalEndpoints(httpsAddress: "203.0.113.7"), clusterDomain: "cluster.local"))
  }

  private func keys(_ plan: HostPlan, _ aspect: Aspect, _ subject: Subject) -> [String] {
    plan.targets[CaseKey(aspect, subject)]?.map(\.key) ?? []
  }

  @Test("pods, Services, nodes, the API, cluster DNS and the internet are asked where they are")
  func targets() throws {
    let plan = plan(try RecordedCluster.facts("C"))
    #expect(plan.obstacles.isEmpty)
    #expect(keys(plan, .hostPodOtherNode, Nodes.masterToWorker) == ["page 10.244.1.20 8080"])
    #expect(keys(plan, .hostServiceOtherNode, Nodes.masterToWorker) == ["page 10.96.7.1 80"])
    #expect(
      keys(plan, .hostOtherNodeIP, Nodes.masterToWorker) == ["host 100.64.0.2 10250", "host 100.64.0.2 4240"])
    #expect(keys(plan, .hostAPIService, Nodes.worker) == ["connection 10.96.0.1 443"])
    #expect(keys(plan, .hostClusterName, Nodes.worker) == ["name 10.96.0.10 53"])
    #expect(keys(plan, .hostExternalHTTPS, Nodes.worker) == ["connection 203.0.113.7 443"])
    let question = try #require(plan.targets[CaseKey(.hostClusterName, Nodes.worker)]?.first?.question)
    #expect(question == NameQuestion("kubernetes.default.svc.cluster.local").escaped)
    let others = plan.targets.keys.filter { !$0.aspect.isAskedFromHosts }
    #expect(others.isEmpty)
  }

  @Test("what has no pod or no Service is an obstacle, with the reason")
  func obstacles() throws {
    let missing = AgentShell.Failure(.podNotRunning, "not Ready after 60 seconds: Pending")
    let plan = plan(try RecordedCluster.facts("C")) { answers in
      answers.pods.nodes[Nodes.w]?.server = .failure(missing)
      answers.services[Nodes.m] = nil
    }
    #expect(plan.obstacles[CaseKey(.hostPodOtherNode, Nodes.masterToWorker)]?.description == missing.description)
    #expect(plan.obstacles[CaseKey(.hostServiceOtherNode, Nodes.masterToWorker)] != nil)
    #expect(plan.obstacles[CaseKey(.hostServiceOtherNode, Nodes.workerToMaster)] != nil)
    let seen = HostObservations(plan: plan)
    #expect(seen.observe(.hostPodOtherNode, Nodes.masterToWorker).outcome == nil)
  }

  @Test("one answer is enough, silence of all is none, and what is not known is not judged")
  func answers() throws {
    func seen(_ lines: String) -> Observation {
      var observations = HostObservations(plan: HostPlan())
      observations.plan.targets[CaseKey(.hostOtherNodeIP, Nodes.masterToWorker)] = HostReachability.ports.map {
        HostConnections.Target(kind: .host, address: "100.64.0.2", port: $0)
      }
      observations.answers[Nodes.m] = HostConnections.parse(lines)
      return observations.observe(.hostOtherNodeIP, Nodes.masterToWorker)
    }
    let refused = seen("host 100.64.0.2 10250 124 \nhost 100.64.0.2 4240 1 Connection refused\n")
    #expect(refused.outcome == .reachable && refused.evidence.first?.output.contains("4240 1 Connection") == true)
    #expect(seen("host 100.64.0.2 10250 124 \nhost 100.64.0.2 4240 124 \n").outcome == .unreachable)
    #expect(seen("host 100.64.0.2 10250 124 \n").outcome == nil)
    #expect(seen("host 100.64.0.2 10250 124 \nhost 100.64.0.2 4240 127 bash\n").outcome == nil)
    #expect(HostObservations(plan: HostPlan()).observe(.hostAPIService, Nodes.worker).outcome == nil)
  }
}
