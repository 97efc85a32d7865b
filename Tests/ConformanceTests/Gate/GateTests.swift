import Foundation
import Testing

@testable import Conformance

@Suite("The gate between two runs")
struct GateTests {
  @Test("accepts a run that is as before, and says how many cases it compared")
  func same() throws {
    let record = try GateRecords.both()
    let report = try GateRecords.judge(record, record)
    #expect(report.decision == .accept)
    #expect(report.findings.isEmpty && report.notes.isEmpty)
    #expect(report.compared == record.scenarios[0].cases.count && report.unchanged == report.compared)
  }

  @Test("refuses a run that lost one path, and names it")
  func lost() throws {
    let report = try GateRecords.judge(
      try GateRecords.both(), try GateRecords.both { $0.see(.externalPing, .unreachable, Nodes.worker) })
    #expect(report.decision == .refuse)
    #expect(report.titles(.lost) == ["both / external-ping [instance-worker]"])
    let finding = try #require(report.refusals.first)
    #expect(finding.before == "works" && finding.after == "fails, which deviates")
    #expect(finding.diagnosis != nil)
    #expect(report.unchanged == report.compared - 1)
  }

  @Test("tells a path that is flaky now, and one that loses more for certain, not one that may")
  func losses() throws {
    func run(_ lost: Int) throws -> RunRecord {
      try GateRecords.both { $0.see(.externalPing, PathSamples.losing(lost, of: 1000), Nodes.worker) }
    }
    let tolerant = "both / external-ping [instance-worker]"
    #expect(try GateRecords.judge(try run(0), try run(1)).titles(.flaky) == [tolerant])
    #expect(try GateRecords.judge(try run(1), try run(2)).titles(.flaky).isEmpty)
    let more = try GateRecords.judge(try run(1), try run(14))
    #expect(more.titles(.flaky) == [tolerant])
    #expect(more.findings(.flaky).first?.after.text.contains("986 of 1000 tries answered") == true)
    #expect(try GateRecords.judge(try run(1), try run(100)).titles(.lost) == [tolerant])
  }

  @Test("refuses a path that is lost although its rule now predicts so")
  func lostAsPredicted() throws {
    var now = try Rehearsal("B").scenario(.both)
    now.scenario = .both
    let report = try GateRecords.judge(try GateRecords.both(), try GateRecords.run([now]))
    #expect(now.verdict == .conforms)
    #expect(report.titles(.lost).contains("both / external-ping [instance-master]"))
    #expect(report.findings(.lost).first?.after == "fails, as predicted")
    #expect(report.decision == .refuse)
  }

  @Test("answers that come over other hops inside the cluster are told, and those from outside are not")
  func hops() throws {
    func record(_ aspect: Aspect, _ subject: Subject, _ ttl: Int) throws -> RunRecord {
      try GateRecords.both().changing(aspect, subject) {
        $0.observation?.ttls = [AnswerTTL(address: "10.0.0.1", ttl: ttl)].compactMap(\.self)
      }
    }
    func judge(_ aspect: Aspect, _ subject: Subject) throws -> GateReport {
      try GateRecords.judge(try record(aspect, subject, 63), try record(aspect, subject, 62))
    }
    let changed = try judge(.crossNodePod, Nodes.masterToWorker)
    #expect(changed.titles(.changed) == ["both / pod-other-node [instance-master → instance-worker]"])
    #expect(changed.findings(.changed).first?.before == "works, hops: 1 (TTL 63)")
    #expect(changed.findings(.changed).first?.after == "works, hops: 2 (TTL 62)")
    #expect(try judge(.externalPing, Nodes.master).findings.isEmpty)
  }

  @Test("accepts what is gained, and tells it")
  func gained() throws {
    let report = try GateRecords.judge(
      try GateRecords.both { $0.see(.otherNodeIP, .unreachable) }, try GateRecords.both())
    #expect(report.decision == .accept)
    #expect(report.findings(.gained).count == 2)
    #expect(report.findings(.gained).first?.before == "fails, which deviates")
  }

  @Test("what deviates in both runs is told and not held against the upgrade, unless the policy says so")
  func broken() throws {
    let record = try GateRecords.both { $0.see(.externalPing, .unreachable, Nodes.worker) }
    let report = try GateRecords.judge(record, record)
    #expect(report.decision == .accept)
    #expect(report.titles(.broken) == ["both / external-ping [instance-worker]"])
    #expect(try GateRecords.judge(record, record, GatePolicy(changes: [.broken: .refuse])).decision == .refuse)
  }

  @Test("what failed as predicted and deviates now is refused")
  func deviating() throws {
    let before = try GateRecords.run([try Rehearsal("B").scenario(.tailnetOnly)])
    var now = try Rehearsal("B")
    now.see(.externalName, .partly("only the own DNS pod answers"), Nodes.worker)
    let report = try GateRecords.judge(before, try GateRecords.run([now.scenario(.tailnetOnly)]))
    #expect(report.decision == .refuse)
    #expect(report.titles(.deviating) == ["tailnet-only / dns-external-name [instance-worker]"])
  }

  @Test("inconclusive is never accepted silently, also where it was so before")
  func inconclusive() throws {
    let open = try GateRecords.both { $0.fail(.externalHTTPS, "wget is missing", Nodes.master) }
    for before in [try GateRecords.both(), open] {
      let report = try GateRecords.judge(before, open)
      #expect(report.decision == .refuse)
      #expect(report.titles(.inconclusive) == ["both / external-https [instance-master]"])
      #expect(report.refusals.first?.explanation == "wget is missing")
    }
    let reported = try GateRecords.judge(open, open, GatePolicy(changes: [.inconclusive: .report]))
    #expect(reported.decision == .accept && reported.findings(.inconclusive).count == 1)
  }

  @Test("a case that is not verified any more is refused, with the reason")
  func missing() throws {
    let before = try GateRecords.both()
    var after = before
    after.scenarios[0].cases.removeAll { $0.subject.source == Nodes.w || $0.subject.target == Nodes.w }
    after.cluster.nodes.removeAll { $0.name == Nodes.w }
    after.cluster.skippedNodes = [Nodes.w: "it is not Ready: kubelet stopped"]
    let report = try GateRecords.judge(before, after)
    #expect(report.decision == .refuse)
    let missing = report.findings(.missing)
    #expect(missing.count == before.scenarios[0].cases.count - after.scenarios[0].cases.count)
    #expect(
      missing.allSatisfy {
        $0.explanation == "instance-worker takes no part any more: it is not Ready: kubelet stopped"
      })
  }

  @Test("a new node is told and accepted; one that deviates at once is refused")
  func new() throws {
    let after = try GateRecords.both()
    var before = after
    before.scenarios[0].cases.removeAll { $0.subject.source == Nodes.w }
    let report = try GateRecords.judge(before, after)
    #expect(report.decision == .accept)
    #expect(report.findings(.new).count == after.scenarios[0].cases.count - before.scenarios[0].cases.count)
    let bad = try GateRecords.both { $0.see(.externalPing, .unreachable, Nodes.worker) }
    #expect(try GateRecords.judge(before, bad).titles(.deviating) == ["both / external-ping [instance-worker]"])
  }

  @Test("a path that passes only on a retry became flaky; one that was flaky before did not")
  func flaky() throws {
    let before = try GateRecords.both()
    let after = before.changing(.crossNodePod, Nodes.masterToWorker) { $0.attempts = 3 }
    let report = try GateRecords.judge(before, after)
    #expect(report.decision == .accept)
    #expect(report.titles(.flaky) == ["both / pod-other-node [instance-master → instance-worker]"])
    #expect(report.findings(.flaky).first?.after == "works (on attempt 3)")
    #expect(report.after.flaky == 1 && report.before.flaky == 0)
    #expect(try GateRecords.judge(after, after).findings(.flaky).isEmpty)
    #expect(try GateRecords.judge(before, after, GatePolicy(changes: [.flaky: .refuse])).decision == .refuse)
  }

  @Test("a value that changed and is as predicted in both runs is told")
  func changed() throws {
    let before = try GateRecords.both()
    let after = before.changing(.natExternal, Nodes.master) { record in
      record.observation?.result = .measured(.translated(to: "10.0.0.77"))
    }
    let finding = try #require(try GateRecords.judge(before, after).findings(.changed).first)
    #expect(finding.before.hasPrefix("SNAT to 10.0.0.") && finding.after == "SNAT to 10.0.0.77")
  }

  @Test("a scenario that was not verified again is refused, a new one is told")
  func scenarioSets() throws {
    let both = try Rehearsal("C").scenario(.both)
    let auto = try Rehearsal("D").scenario(.auto)
    let (one, two) = (try GateRecords.run([both]), try GateRecords.run([both, auto]))
    let fewer = try GateRecords.judge(two, one)
    #expect(fewer.decision == .refuse && fewer.titles(.missing) == ["auto"])
    let more = try GateRecords.judge(one, two)
    #expect(more.decision == .accept && more.titles(.new) == ["auto"])
  }

  @Test("runs without a common scenario, and of different clusters, cannot be compared")
  func incomparable() throws {
    let both = try GateRecords.both()
    let auto = try GateRecords.run([try Rehearsal("D").scenario(.auto)])
    let scenarios = #expect(throws: GateInputError.self) { try GateRecords.judge(both, auto) }
    #expect(scenarios?.description.contains("no scenario in common: both before, auto after") == true)
    var elsewhere = both
    elsewhere.cluster.nodes = [NodeSummary(name: "other")]
    let clusters = #expect(throws: GateInputError.self) { try GateRecords.judge(both, elsewhere) }
    #expect(clusters?.description.contains("different clusters") == true)
  }

  @Test("an interrupted run and a scenario that was not established are inconclusive")
  func incomplete() throws {
    let whole = try GateRecords.both()
    var cut = whole
    cut.interruption = "interrupted by SIGINT"
    for (before, after) in [(whole, cut), (cut, whole)] {
      let report = try GateRecords.judge(before, after)
      #expect(report.decision == .refuse)
      #expect(report.refusals.first?.explanation.hasSuffix("is incomplete: interrupted by SIGINT") == true)
    }
    var killed = whole
    killed.finishedAt = nil
    #expect(try GateRecords.judge(whole, killed).decision == .refuse)
    var failed = whole
    failed.scenarios[0].failure = "the agents were not ready"
    failed.scenarios[0].cases = []
    let report = try GateRecords.judge(whole, failed)
    #expect(report.titles(.inconclusive) == ["both"])
    #expect(report.findings(.missing).first?.explanation.contains("the agents were not ready") == true)
  }

  @Test("a pair that only one of two samples has is not missing and not new, and the report says so")
  func samples() throws {
    let whole = try GateRecords.both()
    var sampled = whole
    sampled.scenarios[0].cases.removeAll { $0.subject == Nodes.workerToMaster }
    var sample = PairSample.every([Nodes.m, Nodes.w])
    sample.targets[Nodes.w] = []
    sample.drawn = sample.tested
    sampled.sample = sample
    let left = whole.scenarios[0].cases.count - sampled.scenarios[0].cases.count
    #expect(left > 0 && !sample.isWhole)
    for (before, after) in [(whole, sampled), (sampled, whole)] {
      let report = try GateRecords.judge(before, after)
      #expect(report.decision == .accept)
      #expect(report.findings.isEmpty)
      #expect(report.notes.first?.hasPrefix("\(left) cases could not be compared") == true)
    }
    let broken = try GateRecords.both { $0.see(.crossNodePod, .unreachable, Nodes.workerToMaster) }
    #expect(
      try GateRecords.judge(sampled, broken).titles(.deviating) == [
        "both / pod-other-node [instance-worker → instance-master]"
      ])
  }
}
