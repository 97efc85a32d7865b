import Testing

@testable import Conformance

@Suite("From planned cases to judged ones")
struct CaseJudgeTests {
  @Test("the order is kept, and every aspect of every node and pair is there")
  func order() throws {
    let planned = PairSample.every(["a", "b", "c"]).cases()
    let pairs = Aspect.asked(of: [.ipv4]).filter { $0.scope == .pair }.count
    #expect(planned.count == (Aspect.asked(of: [.ipv4]).count - pairs) * 3 + pairs * 6)
    let cases = try Rehearsal("C").cases()
    #expect(cases.map(\.aspect) == PairSample.every([Nodes.m, Nodes.w]).cases().map(\.0))
    #expect(cases.map(\.subject) == PairSample.every([Nodes.m, Nodes.w]).cases().map(\.1))
  }

  @Test("a run that must not disturb does not judge restarts of the cluster DNS")
  func mayNotDisturb() throws {
    let record = try #require(try Rehearsal("C", mayDisturb: false).record(.clusterDNSRestart, Nodes.worker))
    #expect(record.verdict == .notApplicable && record.observation == nil)
    #expect(record.explanation.contains("disturbs"))
  }

  @Test("nothing is asked of what does not apply")
  func notAsked() throws {
    let facts = try RecordedCluster.facts("A-nodeip-phys")
    let cases = CaseJudge.judge([(.pathMTU, Nodes.masterToWorker)], facts: facts, mayDisturb: true) { _, _ in
      Issue.record("a case that does not apply was observed")
      return nil
    }
    #expect(cases.map(\.verdict) == [.notApplicable])
  }

  @Test("a cluster that has drifted fails, even when it does all that the pinned scenario predicts")
  func drift() throws {
    var facts = try RecordedCluster.facts("C")
    facts.drift = Drift(scenario: .both, wanted: "enp0s6,tailscale0", seen: nil)
    let rehearsal = Rehearsal(facts)
    let applied = try #require(rehearsal.record(.configurationApplied, Nodes.master))
    #expect(applied.verdict == .deviates && applied.diagnosis?.code == "setting-drifted")
    #expect(rehearsal.record(.crossNodePod, Nodes.masterToWorker)?.verdict == .conforms)
    #expect(rehearsal.scenario(.both).verdict == .deviates)
  }

  @Test("a scenario without cases, and one that broke off, are not green")
  func incomplete() throws {
    #expect(ScenarioRecord(scenario: .both, devices: nil, startedAt: .now).verdict == .inconclusive)
    var record = try Rehearsal("C").scenario(.both)
    #expect(record.verdict == .conforms)
    record.failure = "the agents did not become Ready"
    #expect(record.verdict == .inconclusive)
    record.cases[0].verdict = .deviates
    #expect(record.verdict == .deviates)
  }

  @Test("a run is as good as its worst scenario, and an unfinished one is not green")
  func run() throws {
    var run = RunRecord(
      tool: .init(name: "netproof", version: "0"), runID: "test", startedAt: .now,
      cluster: try Rehearsal("C").summary, endpoints: .init())
    #expect(run.verdict == .inconclusive)
    run.scenarios = [try Rehearsal("C").scenario(.both)]
    #expect(run.verdict == .inconclusive)
    run.finishedAt = .now
    #expect(run.verdict == .conforms)
    run.interruption = "Ctrl-C"
    #expect(run.verdict == .inconclusive)
  }
}
