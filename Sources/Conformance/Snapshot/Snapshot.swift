import Foundation

/// A cluster as it was in one setting: what the rules predict from. Immutable.
public struct Snapshot: Sendable, Hashable {
  /// What it is called, usually the record's path without its ending.
  public let name: String
  /// The setting that the cluster was in.
  public let scenario: Scenario
  /// What the cluster was.
  public let facts: ClusterFacts

  /// Makes a snapshot.
  public init(name: String, scenario: Scenario, facts: ClusterFacts) {
    self.name = name
    self.scenario = scenario
    self.facts = facts
  }

  /// The snapshots that the suites of this task are held against, on paper.
  @TaskLocal public static var current: [Snapshot]?
}

extension Snapshot {
  /// The snapshots of all records (`*.json`) in a folder and the folders below it, in the order of their paths.
  ///
  /// - Throws: ``ScenarioError`` where the folder holds none, and what reading a record throws.
  public static func all(in folder: String) throws -> [Snapshot] {
    let paths = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".json") }.sorted()
    let decoder = RecordDecoder.make()
    let snapshots = try paths.flatMap { path in
      let data = try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(path))
      return try decoder.decode(Document.self, from: data).snapshots(named: String(path.dropLast(".json".count)))
    }
    guard !snapshots.isEmpty else {
      throw ScenarioError("\(folder) holds no record with a cluster's facts; give a folder of run.json files.")
    }
    return snapshots
  }

  /// The parts of a record that make snapshots.
  private struct Document: Decodable {
    struct Entry: Decodable {
      struct Basis: Decodable { var facts: ClusterFacts }
      var scenario: Scenario
      var basis: Basis?
    }
    var scenarios: [Entry]

    func snapshots(named name: String) -> [Snapshot] {
      scenarios.compactMap { entry in
        entry.basis.map { Snapshot(name: name, scenario: entry.scenario, facts: $0.facts) }
      }
    }
  }
}
