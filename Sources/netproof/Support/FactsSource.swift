import Conformance

/// A cluster's facts, wherever they were read.
struct FactsSource {
  let facts: ClusterFacts
  /// Node → why it takes no part.
  let skipped: [String: Sentence]
  let resolver: PathResolver

  /// Reads the archives that are given, else the cluster; what a reader must know goes to standard error.
  ///
  /// - Parameter namesObjects: Whether pods and Services are going to be asked for by name.
  static func read(
    _ archives: ArchiveOptions, _ cluster: ClusterOptions, namesObjects: Bool = false
  ) async throws -> FactsSource {
    guard archives.archive.isEmpty else {
      let dump = try archives.read(keepsAllObjects: namesObjects)
      let inspection = try ArchiveInspection(dump)
      for note in inspection.notes { StandardError.write("Note: \(note)\n") }
      return FactsSource(
        facts: inspection.facts, skipped: inspection.skipped,
        resolver: PathResolver(dump, facts: inspection.facts))
    }
    let client = try cluster.client()
    let snapshot = try await ClusterSnapshot.read(client: client, cilium: cluster.location.cilium)
    return FactsSource(
      facts: snapshot.facts, skipped: snapshot.skipped, resolver: PathResolver(client: client, facts: snapshot.facts))
  }

  /// Names on standard error the nodes that take no part.
  func tellSkipped() {
    for (node, reason) in skipped.sorted(by: { $0.key < $1.key }) {
      StandardError.write("\(node) takes no part: \(reason)\n")
    }
  }
}
