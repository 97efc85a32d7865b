import Conformance
import Suites

/// Reads the chapters of `suites/` on paper, over the guide's cluster in every setting, for documents that are written
/// from them.
enum ChapterReader {
  /// What every chapter says of the cluster as a change makes it.
  ///
  /// - Throws: ``ScenarioError`` where a chapter and the rules disagree, which is a defect of this program.
  static func lines(changing: (ClusterFacts) -> ClusterFacts = { $0 }) async throws -> [ChapterLine] {
    let snapshots = try Scenario.allCases.map { scenario in
      Snapshot(name: "example", scenario: scenario, facts: changing(try ExampleCluster.facts(in: scenario)))
    }
    let reading = ChapterReading()
    let outcome = try await ChapterReading.$current.withValue(reading) {
      try await Snapshot.$current.withValue(snapshots) { try await SuiteEngine.run() }
    }
    guard outcome.passed else {
      throw ScenarioError("The chapters and the rules disagree: \(outcome.issues.joined(separator: "; "))")
    }
    return reading.lines
  }
}
