import Kubernetes

/// What runs have in their namespace besides the Lease, found and removed by label.
struct RunObjects: Sendable {
  let client: KubernetesClient
  let namespace: String

  /// What is looked for.
  var kinds = RunObjects.all

  /// A kind of objects that a run makes.
  struct Kind: Sendable, Hashable {
    var group = ""
    /// The plural resource.
    var resource: String
    /// Whether others of a run's objects come into being by it. A run makes such only where it may, and does without them
    /// else: who may not see them has none.
    var makesPods = false
  }

  /// The kinds that a run makes; the same that its permissions name.
  static let all = [
    Kind(resource: "pods"), Kind(resource: "services"),
    Kind(group: "apps", resource: "daemonsets", makesPods: true),
    Kind(group: "batch", resource: "jobs", makesPods: true),
  ]

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

  private func path(_ kind: Kind) -> ResourcePath {
    ResourcePath(group: kind.group, namespace: namespace, resource: kind.resource)
  }

  /// The objects of a run, or of all runs.
  func find(run id: String? = nil) async throws -> [Found] {
    try await withThrowingTaskGroup(of: [Found].self) { group in
      for kind in kinds {
        group.addTask {
          do {
            let list = try await client.list(Labelled.self, path(kind), labelSelector: RunLabels.selector(run: id))
            return list.items.compactMap { item in
              item.metadata.labels?[RunLabels.run].map {
                Found(run: $0, resource: kind.resource, isTerminating: item.metadata.deletionTimestamp != nil)
              }
            }
          } catch KubernetesError.forbidden where kind.makesPods {
            return []
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

  /// Deletes the objects of a run, first those that would make others anew; returns when the server has accepted it.
  func delete(run id: String) async throws {
    try await delete(kinds.filter(\.makesPods), run: id)
    try await delete(kinds.filter { !$0.makesPods }, run: id)
  }

  private func delete(_ kinds: [Kind], run id: String) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for kind in kinds {
        group.addTask {
          do {
            try await client.deleteCollection(
              path(kind), labelSelector: RunLabels.selector(run: id), propagation: .background)
          } catch KubernetesError.notFound {
            // The namespace is gone, and everything in it.
          } catch KubernetesError.forbidden where kind.makesPods {
            // Who may not has made none.
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
