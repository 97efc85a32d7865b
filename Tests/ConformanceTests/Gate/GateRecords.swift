import Foundation

@testable import Conformance

/// Records for gates: a scenario of the recorded cluster, in which a test says what was seen otherwise.
enum GateRecords {
  static let day = Date(timeIntervalSince1970: 1_795_248_000)

  static func run(
    _ scenarios: [ScenarioRecord], cluster: ClusterSummary? = nil, startedAt: Date = day
  ) throws -> RunRecord {
    var record = RunRecord(
      tool: .init(name: "netproof", version: "1"), runID: "run", startedAt: startedAt,
      cluster: try cluster ?? Rehearsal("C").summary, endpoints: ExternalEndpoints())
    record.finishedAt = startedAt.addingTimeInterval(60)
    record.scenarios = scenarios
    return record
  }

  /// The recorded cluster with both devices, with changes.
  static func both(_ change: (inout Rehearsal) -> Void = { _ in }) throws -> RunRecord {
    var rehearsal = try Rehearsal("C")
    change(&rehearsal)
    return try run([rehearsal.scenario(.both)])
  }

  static func judge(
    _ before: RunRecord, _ after: RunRecord, _ policy: GatePolicy = GatePolicy(), now: Date = day
  ) throws -> GateReport {
    try Gate(policy: policy).judge(
      before: .init(path: "before.json", record: before), after: .init(path: "after.json", record: after), now: now)
  }
}

extension RunRecord {
  /// The record with one case of its first scenario changed.
  func changing(_ aspect: Aspect, _ subject: Subject, _ change: (inout CaseRecord) -> Void) -> RunRecord {
    var copy = self
    for index in copy.scenarios[0].cases.indices
    where copy.scenarios[0].cases[index].aspect == aspect && copy.scenarios[0].cases[index].subject == subject {
      change(&copy.scenarios[0].cases[index])
    }
    return copy
  }

  /// The record with the times of a case's answers.
  func timing(_ aspect: Aspect, _ subject: Subject, _ kind: Latency.Kind, _ milliseconds: [Double]) -> RunRecord {
    changing(aspect, subject) { $0.observation?.latencies = [Latency(kind, milliseconds: milliseconds)] }
  }
}

extension GateReport {
  /// The findings of a kind, by name.
  func titles(_ change: GateChange) -> [String] { findings(change).map(\.title) }
}
