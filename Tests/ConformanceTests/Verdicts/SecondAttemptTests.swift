import Testing

@testable import Conformance

@Suite("A second attempt before a path is called broken")
struct SecondAttemptTests {
  private func names(_ cases: [(Aspect, Subject)]) -> [String] { cases.map { "\($0.0.rawValue) \($0.1)" } }

  @Test("only failing paths and missing flows are asked again")
  func candidates() throws {
    var rehearsal = try Rehearsal("C")
    #expect(SecondAttempt.candidates(rehearsal.cases()).isEmpty)
    rehearsal.see(.clusterName, .unreachable, Nodes.worker)
    rehearsal.see(.natExternal, .notTranslated, Nodes.master)
    rehearsal.see(.pathMTU, .largestPayload(1024), Nodes.masterToWorker)
    // A state, a wrong answer and a wrong translation are what they are.
    rehearsal.see(.selectedDevices, .value("enp0s6"), Nodes.worker)
    rehearsal.see(.externalHTTPS, .answersWithAddress("10.0.0.239"), Nodes.worker)
    rehearsal.see(.natNodeAddress, .translated(to: "10.0.0.77"), Nodes.workerToMaster)
    rehearsal.see(.clusterDNSReady, .unhealthy("restarting"), Nodes.master)
    #expect(
      names(SecondAttempt.candidates(rehearsal.cases())) == [
        "dns-cluster-name instance-worker", "path-mtu instance-master → instance-worker",
        "nat-external instance-master",
      ])
  }

  @Test("what is expected to fail and works is not asked again")
  func unexpectedSuccess() throws {
    var rehearsal = try Rehearsal("B")
    rehearsal.see(.externalPing, .reachable)
    #expect(rehearsal.record(.externalPing, Nodes.master)?.verdict == .deviates)
    #expect(SecondAttempt.candidates(rehearsal.cases()).isEmpty)
  }

  @Test("a path that works the second time conforms, and says that it took two")
  func flaky() throws {
    var rehearsal = try Rehearsal("C")
    let second = rehearsal.cases()
    rehearsal.see(.crossNodePod, .unreachable, Nodes.masterToWorker)
    let first = rehearsal.cases()
    let merged = SecondAttempt.merge(first, again: SecondAttempt.candidates(first)) { _ in second }
    let record = try #require(merged.first { $0.aspect == .crossNodePod && $0.subject == Nodes.masterToWorker })
    #expect(record.verdict == .conforms)
    #expect(record.attempts == 2)
    #expect(record.explanation.hasSuffix("(on the second attempt; the first: fails)"))
    #expect(merged.filter { $0.attempts == 2 }.count == 1)
  }

  @Test("a path that fails twice deviates")
  func broken() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.crossNodePod, .unreachable, Nodes.masterToWorker)
    let first = rehearsal.cases()
    let merged = SecondAttempt.merge(first, again: SecondAttempt.candidates(first)) { _ in first }
    let record = try #require(merged.first { $0.aspect == .crossNodePod && $0.subject == Nodes.masterToWorker })
    #expect(record.verdict == .deviates && record.attempts == 2)
  }

  @Test("a NAT case is looked for by the ping of its path")
  func partOfPlan() throws {
    let pods = ProbePods(nodes: [:])
    let plan = ProbePlan(
      .init(
        facts: try RecordedCluster.facts("C"), pods: pods, services: [:], endpoints: .init(), timeout: .seconds(2),
        clusterDomain: "cluster.local"))
    let part = plan.only([(.natExternal, Nodes.master), (.externalPing, Nodes.master), (.upstreamDNS, Nodes.worker)])
    #expect(part.probes[Nodes.m]?.map(\.id) == ["external-ping//ping"])
    #expect(part.probes[Nodes.w]?.map(\.id) == ["dns-upstream//lookup"])
  }
}
