import Conformance
import Foundation

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

  /// A folder of the test's own, removed at the end.
  static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }
}
