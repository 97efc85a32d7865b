import Kubernetes

/// What runs have in their namespace besides the Lease, found and removed by label.
struct RunObjects: Sendable {
  let client: KubernetesClient
  let namespace: String

  /// The kinds that a run makes; the same that its permissions name.
  static let resources = ["pods", "services"]

  /// Enough of any object to tell whose it is.
  private struct Labelled: Decodable, Sendable {
    var metadata: ObjectMeta
  }

  private func path(_ resource: String) -> ResourcePath { ResourcePath(namespace: namespace, resource: resource) }

  /// Run id → resource → how many there are. Objects on their way out count: they are still there.
  func count(run id: String? = nil) async throws -> [String: [String: Int]] {
    try await withThrowingTaskGroup(of: (String, [String]).self) { group in
      for resource in Self.resources {
        group.addTask {
          let list = try await client.list(Labelled.self, path(resource), labelSelector: RunLabels.selector(run: id))
          return (resource, list.items.compactMap { $0.metadata.labels?[RunLabels.run] })
        }
      }
      return try await group.reduce(into: [:]) { result, part in
        for run in part.1 { result[run, default: [:]][part.0, default: 0] += 1 }
      }
    }
  }

  /// Deletes the objects of a run; returns when the server has accepted it.
  func delete(run id: String) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for resource in Self.resources {
        group.addTask {
          do {
            try await client.deleteCollection(
              path(resource), labelSelector: RunLabels.selector(run: id), propagation: .background)
          } catch KubernetesError.notFound {
            // The namespace is gone, and everything in it.
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Waits until nothing of the runs is left.
  ///
  /// - Throws: ``ScenarioError`` with what is still there when the time is up.
  func waitUntilGone(runs: Set<String>, timeout: Duration) async throws {
    let deadline = ContinuousClock.now + timeout
    var pause = Duration.milliseconds(100)
    while true {
      let left = try await count(run: runs.count == 1 ? runs.first : nil).filter { runs.contains($0.key) }
      if left.isEmpty { return }
      guard .now < deadline else {
        let what = left.sorted { $0.key < $1.key }.map { "\(Leftover.describe($0.value)) of run \($0.key)" }
        throw ScenarioError(
          """
          \(what.joined(separator: ", ")) in namespace \(namespace): deleted, but still there after \(timeout). A node \
          that is out of reach keeps its pods until it is back; `netproof cleanup` again goes on waiting.
          """)
      }
      try await Task.sleep(for: pause)
      pause = min(pause * 1.5, .seconds(1))
    }
  }
}
