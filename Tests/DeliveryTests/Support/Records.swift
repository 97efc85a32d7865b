import Conformance
import Foundation

@testable import Delivery

/// Records of the example cluster: what the rules predict, with some cases changed by hand.
enum Records {
  static func conforming() throws -> RunRecord {
    var record = try ExampleRun.asPredicted([.both])
    record.runID = "k7x2b9qd"
    return record
  }

  /// With one case of this verdict.
  static func with(_ verdict: Verdict, at index: Int = 0) throws -> RunRecord {
    var record = try conforming()
    record.runID = "z4z4z4z4"
    record.scenarios[0].cases[index].verdict = verdict
    record.scenarios[0].cases[index].explanation = "seen otherwise."
    record.scenarios[0].cases[index].diagnosis = Diagnosis(
      code: "made-up", symptom: "a symptom", cause: "a cause.", remedy: "a remedy.")
    return record
  }

  /// The health of so many nodes, as much as a run keeps of each.
  static func health(nodes count: Int) -> HealthRecord {
    let names = (0..<count).map { "node-" + String(repeating: "0", count: 4 - String($0).count) + String($0) }
    // Of pairs the one; agents time no system calls unless told to.
    let measures = HealthMeasure.allCases.filter { $0 != .tailnetRoundTrip && $0 != .syscallTime }
    let rare: Set<HealthMeasure> = [.regenerationFailures, .endpointsNotReady, .eventFailures]
    func value(_ measure: HealthMeasure) -> Double { rare.contains(measure) ? 0 : 7.5 }
    let nodes = names.map { name in
      NodeHealth(
        node: name, values: Dictionary(measures.map { ($0, value($0)) }, uniquingKeysWith: { first, _ in first }),
        drops: [DropDelta(reason: "Invalid packet", direction: "EGRESS", packets: 2)])
    }
    let checks = measures.map { measure in
      HealthCheck(measure, threshold: 50, values: names.map { HealthValue(.node($0), value(measure)) })
    }
    return HealthRecord(seconds: 60, checks: checks, nodes: nodes)
  }

  /// A folder of the test's own, removed at the end.
  static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }
}

extension VerdictChange {
  /// What changed since a record whose verdicts were all told.
  static func between(_ before: RunRecord?, _ after: RunRecord) -> [VerdictChange] {
    between(ToldVerdicts(before), after)
  }
}
