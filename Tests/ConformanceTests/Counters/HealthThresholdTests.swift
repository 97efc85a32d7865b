import Testing

@testable import Conformance

@Suite("Thresholds of the nodes' health")
struct HealthThresholdTests {
  @Test("without a word they are the guide's: 50 ms, no drop, no error, 80 % of connection tracking")
  func guide() {
    let thresholds = HealthThresholds()
    #expect(thresholds[.tailnetRoundTrip] == 50 && thresholds[.conntrackPressure] == 80)
    for measure in [HealthMeasure.drops, .datapathErrors, .tunnelDrops, .tunnelErrors] {
      #expect(thresholds[measure] == 0)
    }
  }

  @Test("a count may reach its threshold, a share or a time may not")
  func bounds() {
    #expect(!HealthMeasure.drops.isExceeded(by: 0, threshold: 0) && HealthMeasure.drops.isExceeded(by: 1, threshold: 0))
    #expect(HealthMeasure.conntrackPressure.isExceeded(by: 80, threshold: 80))
    #expect(!HealthMeasure.tailnetRoundTrip.isExceeded(by: 49.9, threshold: 50))
  }

  @Test("any of them can be set, the last word counts")
  func changed() throws {
    let thresholds = HealthThresholds([try .init("drops=5"), try .init("tailnet-rtt=120.5"), try .init("drops=7")])
    #expect(thresholds[.drops] == 7 && thresholds[.tailnetRoundTrip] == 120.5 && thresholds[.natPressure] == 80)
  }

  @Test(
    "what is no threshold is refused, with what there is", arguments: ["drops", "rtt=5", "drops=-1", "drops=x", ""])
  func refused(text: String) {
    let error = #expect(throws: HealthThresholds.Invalid.self) { try HealthThresholds.Entry(text) }
    #expect(error?.description.isEmpty == false)
  }

  private func trip(_ pair: Subject, _ milliseconds: [Double], _ aspect: Aspect = .crossNodePod) -> CaseRecord {
    CaseRecord(
      aspect: aspect, subject: pair, prediction: .notApplicable(""),
      observation: Observation(.measured(.reachable), latencies: [.init(.ping, milliseconds: milliseconds)]),
      verdict: .conforms, explanation: "")
  }

  @Test("round trips over the tailnet: the median per pair, against the threshold")
  func roundTrips() throws {
    let facts = try RecordedCluster.facts("C")
    let cases = [
      trip(Nodes.masterToWorker, [80, 40, 60]), trip(Nodes.workerToMaster, [], .crossNodePod),
      trip(Nodes.workerToMaster, [30], .otherNodeIP), trip(Nodes.master, [900], .externalPing),
    ]
    let values = TailnetRoundTrips.values(cases, facts: facts)
    #expect(values == [HealthValue(Nodes.masterToWorker, 60), HealthValue(Nodes.workerToMaster, 30)])
    let checks = HealthJudge.checks([], trips: values, thresholds: HealthThresholds())
    let check = try #require(checks.first { $0.measure == .tailnetRoundTrip })
    #expect(check.exceeded == [HealthValue(Nodes.masterToWorker, 60)] && check.measured == 2)
    let patient = HealthJudge.checks([], trips: values, thresholds: HealthThresholds([try .init("tailnet-rtt=61")]))
    #expect(patient.allSatisfy { $0.exceeded.isEmpty })
  }

  @Test("pings that do not cross the tailnet say nothing about it; unanswered ones are a gap")
  func noTailnet() throws {
    let physical = try RecordedCluster.facts("C-nodeip-phys")
    let cases = [trip(Nodes.masterToWorker, [80])]
    #expect(TailnetRoundTrips.values(cases, facts: physical).isEmpty)
    #expect(TailnetRoundTrips.absence(cases, facts: physical) == nil)
    let silent = [trip(Nodes.masterToWorker, [])]
    let facts = try RecordedCluster.facts("C")
    #expect(TailnetRoundTrips.values(silent, facts: facts).isEmpty)
    #expect(TailnetRoundTrips.absence(silent, facts: facts) == "no ping between two nodes was answered")
  }

  @Test("every measure is checked, and a threshold that is exceeded names value, node and reasons")
  func checks() throws {
    let quiet = NodeHealth(node: Nodes.m, values: [.drops: 0, .conntrackPressure: 12], drops: [])
    let bad = NodeHealth(
      node: Nodes.w, values: [.drops: 4, .conntrackPressure: 91],
      drops: [DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 4)])
    let checks = HealthJudge.checks([quiet, bad], trips: [], thresholds: HealthThresholds())
    #expect(checks.map(\.measure) == HealthMeasure.allCases)
    #expect(
      checks.filter { !$0.exceeded.isEmpty }.map(\.exceeded) == [
        [HealthValue(Nodes.worker, 4, detail: "Policy denied (EGRESS): 4")], [HealthValue(Nodes.worker, 91)],
      ])
    let unread = try #require(checks.first { $0.measure == .natPressure })
    #expect(unread.worst == nil && unread.measured == 0 && unread.exceeded.isEmpty)
  }
}
