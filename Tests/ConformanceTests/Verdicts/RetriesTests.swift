import Testing

@testable import Conformance

@Suite("Retries before a path is called broken")
struct RetriesTests {
  private func names(_ cases: [(Aspect, Subject)]) -> [String] { cases.map { "\($0.0.rawValue) \($0.1)" } }

  private func next(_ cases: [CaseRecord]) -> [String] {
    var retries = Retries()
    return names(retries.next(cases))
  }

  @Test("only failing paths and missing flows are asked again")
  func candidates() throws {
    var rehearsal = try Rehearsal("C")
    #expect(next(rehearsal.cases()).isEmpty)
    rehearsal.see(.clusterName, .unreachable, Nodes.worker)
    rehearsal.see(.natExternal, .notTranslated, Nodes.master)
    rehearsal.see(.pathMTU, .largestPayload(1024), Nodes.masterToWorker)
    // A state, a wrong answer and a wrong translation are what they are.
    rehearsal.see(.selectedDevices, .value("enp0s6"), Nodes.worker)
    rehearsal.see(.externalHTTPS, .answersWithAddress("10.0.0.239"), Nodes.worker)
    rehearsal.see(.natNodeAddress, .translated(to: "10.0.0.77"), Nodes.workerToMaster)
    rehearsal.see(.clusterDNSReady, .unhealthy("restarting"), Nodes.master)
    #expect(
      next(rehearsal.cases()) == [
        "dns-cluster-name instance-worker", "path-mtu instance-master → instance-worker",
        "nat-external instance-master",
      ])
  }

  @Test("an endpoint outside that seems to be down for everybody is asked again")
  func outage() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .unreachable)
    #expect(rehearsal.record(.externalHTTPS, Nodes.master)?.verdict == .inconclusive)
    #expect(next(rehearsal.cases()) == ["external-https instance-master", "external-https instance-worker"])
  }

  @Test("what could not be measured at all is not asked again")
  func notMeasured() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.fail(.crossNodePod, "a probe pod is not running")
    #expect(next(rehearsal.cases()).isEmpty)
  }

  @Test("what was cut off on the way here is asked again, of the node whose connection broke")
  func cutOff() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in [Aspect.crossNodePod, .natExternal, .masquerade] { rehearsal.fail(aspect, "the connection broke") }
    var retries = Retries()
    #expect(
      names(retries.next(rehearsal.cases(), cut: [Nodes.w])) == [
        "pod-other-node instance-worker → instance-master", "nat-external instance-worker",
      ])
  }

  @Test("what is expected to fail and works is not asked again")
  func unexpectedSuccess() throws {
    var rehearsal = try Rehearsal("B")
    rehearsal.see(.externalPing, .reachable)
    #expect(rehearsal.record(.externalPing, Nodes.master)?.verdict == .deviates)
    #expect(next(rehearsal.cases()).isEmpty)
  }

  @Test("a path that works on the third attempt conforms, is flaky, and keeps what the others saw")
  func flaky() throws {
    var rehearsal = try Rehearsal("C")
    let good = rehearsal.cases()
    rehearsal.see(.crossNodePod, .unreachable, Nodes.masterToWorker)
    let silent = rehearsal.cases()
    rehearsal.see(.crossNodePod, .partly("ping works, TCP fails (timed out)"), Nodes.masterToWorker)
    let half = rehearsal.cases()
    var retries = Retries()
    #expect(names(retries.next(silent)) == ["pod-other-node instance-master → instance-worker"])
    #expect(names(retries.next(half)) == ["pod-other-node instance-master → instance-worker"])
    #expect(retries.next(good).isEmpty)
    #expect(retries.rounds == 2)
    #expect(retries.round(of: .crossNodePod, Nodes.masterToWorker) == 2)
    #expect(retries.round(of: .crossNodePod, Nodes.workerToMaster) == 0)

    var completed = good
    retries.complete(&completed)
    let record = try #require(completed.first { $0.aspect == .crossNodePod && $0.subject == Nodes.masterToWorker })
    #expect(record.verdict == .conforms && record.isFlaky)
    #expect(record.attempts == 3)
    #expect(record.earlierAttempts.map(\.verdict) == [.deviates, .deviates])
    #expect(record.earlierAttempts.first?.observation?.outcome == .unreachable)
    #expect(
      record.explanation.hasSuffix(
        "(flaky: on attempt 3; before: fails; partly: ping works, TCP fails (timed out))"))
    #expect(completed.count { $0.isFlaky } == 1)
  }

  @Test("a path that fails every time deviates and is not flaky")
  func broken() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.crossNodePod, .unreachable, Nodes.masterToWorker)
    var retries = Retries()
    _ = retries.next(rehearsal.cases())
    var completed = rehearsal.cases()
    retries.complete(&completed)
    let record = try #require(completed.first { $0.aspect == .crossNodePod && $0.subject == Nodes.masterToWorker })
    #expect(record.verdict == .deviates && record.attempts == 2 && !record.isFlaky)
  }

  @Test("a NAT case is looked for by the ping of its path")
  func partOfPlan() throws {
    let pods = ProbePods(nodes: [:])
    let plan = ProbePlan(
      .init(
        facts: try RecordedCluster.facts("C"), sample: .every([Nodes.m, Nodes.w]), pods: pods, services: [:],
        endpoints: .init(), timeout: .seconds(2), clusterDomain: "cluster.local"))
    let part = plan.only([(.natExternal, Nodes.master), (.externalPing, Nodes.master), (.upstreamDNS, Nodes.worker)])
    #expect(part.probes[Nodes.m]?.map(\.id) == ["external-ping//ping"])
    #expect(part.probes[Nodes.w]?.map(\.id) == ["dns-upstream//lookup"])
  }
}
