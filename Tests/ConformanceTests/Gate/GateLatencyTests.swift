import Testing

@testable import Conformance

@Suite("Slower paths")
struct GateLatencyTests {
  private static let pair = Nodes.masterToWorker
  private static let back = Nodes.workerToMaster

  /// Ping round trips of both directions of pod → pod, before and after.
  private func report(
    _ before: ([Double], [Double]), _ after: ([Double], [Double]), _ noise: NoiseBand = NoiseBand()
  ) throws -> GateReport {
    let record = try GateRecords.both()
    func timed(_ samples: ([Double], [Double])) -> RunRecord {
      record.timing(.crossNodePod, Self.pair, .ping, samples.0).timing(.crossNodePod, Self.back, .ping, samples.1)
    }
    return try GateRecords.judge(timed(before), timed(after), GatePolicy(noise: noise))
  }

  @Test("all paths of an aspect: one finding, with the median of the differences and the band")
  func wholeAspect() throws {
    let report = try report(([10, 12], [20, 22]), ([30, 32], [40, 42]))
    let finding = try #require(report.findings(.slower).first)
    #expect(report.findings(.slower).count == 1 && finding.subject == nil && finding.aspect == .crossNodePod)
    // Medians of the paths before: 11 and 21; each is 20 slower than itself.
    #expect(finding.before == "16 ms" && finding.after == "36 ms")
    #expect(finding.explanation.contains("median of 2 paths") && finding.explanation.contains("20 ms more"))
    #expect(report.decision == .accept)
  }

  @Test("one path alone is named")
  func onePath() throws {
    let report = try report(([10, 10], [10, 10]), ([10, 10], [30, 30]))
    #expect(report.titles(.slower).isEmpty == false)
    #expect(report.findings(.slower).map(\.subject) == [Self.back])
  }

  @Test(
    "differences inside the noise band say nothing",
    arguments: [
      // Less than 5 ms, although three times as much.
      ([1.0, 1], [4.0, 4]),
      // Less than half as much again.
      ([100, 100], [140, 140]),
      // More, but the samples scatter as widely.
      ([10, 60], [10, 130]),
      // Faster.
      ([50, 50], [10, 10]),
    ] as [([Double], [Double])])
  func noise(before: [Double], after: [Double]) throws {
    #expect(try report((before, before), (after, after)).findings(.slower).isEmpty)
  }

  @Test("a narrower band finds what the default calls noise")
  func narrow() throws {
    let band = NoiseBand(percent: 10, pingMilliseconds: 1)
    #expect(try report(([1, 1], [1, 1]), ([4, 4], [4, 4]), band).findings(.slower).count == 1)
  }

  @Test("whole programs are compared with a wider band than round trips")
  func programs() throws {
    let record = try GateRecords.both()
    func after(_ milliseconds: Double) throws -> [GateFinding] {
      try GateRecords.judge(
        record.timing(.clusterName, Nodes.master, .lookup, [20]),
        record.timing(.clusterName, Nodes.master, .lookup, [milliseconds])
      ).findings(.slower)
    }
    #expect(try after(200).isEmpty)
    #expect(try after(240).map(\.subject) == [Nodes.master])
  }

  @Test("a path that is lost is not also slower, and one without times is not compared")
  func lost() throws {
    let record = try GateRecords.both()
    let before = record.timing(.externalPing, Nodes.master, .ping, [10])
    let after = try GateRecords.both { $0.see(.externalPing, .unreachable, Nodes.master) }
      .timing(.externalPing, Nodes.master, .ping, [1000])
    #expect(try GateRecords.judge(before, after).findings(.slower).isEmpty)
    #expect(try GateRecords.judge(before, record).findings(.slower).isEmpty)
  }

  @Test("medians and spreads are those of the middle, not of outliers")
  func statistics() {
    #expect(RobustStatistics.median([]) == nil)
    #expect(RobustStatistics.median([3]) == 3)
    #expect(RobustStatistics.median([1, 1000, 3]) == 3)
    #expect(RobustStatistics.median([1, 2, 4, 1000]) == 3)
    #expect(RobustStatistics.spread([7]) == 0)
    // Deviations from 10: 0, 1, 1, 2, 990; their median is 1.
    #expect(abs(RobustStatistics.spread([10, 9, 11, 8, 1000]) - 1.4826) < 1e-9)
  }
}
