import Kubernetes

/// What runs have in their namespace besides the Lease, found and removed by label.
struct RunObjects: Sendable {
  let client: KubernetesClient
  let namespace: String

  /// The kinds that a run makes; the same that its permissions name.
  static let resources = ["pods", "services"]

  /// Enough of any object to tell whose it is, and whether it is on its way out.
  private struct Labelled: Decodable, Sendable {
    var metadata: ObjectMeta
  }

  /// An object of a run.
  struct Found: Sendable, Hashable {
    var run: String
    var resource: String
    var isTerminating: Bool
  }

  private func path(_ resource: String) -> ResourcePath { ResourcePath(namespace: namespace, resource: resource) }

  /// The objects of a run, or of all runs.
  func find(run id: String? = nil) async throws -> [Found] {
    try await withThrowingTaskGroup(of: [Found].self) { group in
      for resource in Self.resources {
        group.addTask {
          let list = try await client.list(Labelled.self, path(resource), labelSelector: RunLabels.selector(run: id))
          return list.items.compactMap { item in
            item.metadata.labels?[RunLabels.run].map {
              Found(run: $0, resource: resource, isTerminating: item.metadata.deletionTimestamp != nil)
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// Run id → resource → how many there are. Objects on their way out count: they are still there.
  func count(run id: String? = nil) async throws -> [String: [String: Int]] {
    Self.count(try await find(run: id))
  }

  static func count(_ objects: [Found]) -> [String: [String: Int]] {
    objects.reduce(into: [:]) { $0[$1.run, default: [:]][$1.resource, default: 0] += 1 }
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
}
