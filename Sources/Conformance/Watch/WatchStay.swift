import Cilium
import Foundation
import Kubernetes
import Synchronization

/// A watch's stay in a cluster: takes the Lease, reads the cluster, makes the pods, and removes them whatever happens in
/// between.
struct WatchStay: Sendable {
  let client: KubernetesClient
  let options: WatchOptions
  let progress: @Sendable (WatchProgress) -> Void

  /// Some namespace's pods, by their labels.
  struct PodSet: Sendable {
    var namespace: String
    var selector: String
  }

  /// What a watch has once its pods run.
  struct Ready: Sendable {
    var runID: String
    var summary: ClusterSummary
    /// What is watched first: everything, where nodes take no turns.
    var first: WatchedSet
    /// How long it took to start that.
    var startTime: Duration
    var starter: WatchedSetStarter
    /// Whose turn is next; `nil` where all nodes are watched all the time.
    var rotation: TurnRotation?
    /// The nodes that take turns, where not all may take part.
    var pool: Set<String>?
    /// How much is watched where nodes take turns.
    var coverage: WatchCoverage?
    /// The agents' pods.
    var agents: PodSet
    /// The probe pods.
    var own: PodSet
  }

  /// Runs `body` with everything in place.
  ///
  /// - Returns: What `body` returned, and why it was ended early, if it was: the Lease was lost.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (Ready) async throws -> Value
  ) async throws -> (value: Value, ending: (any Error)?) {
    let tenancy = try await RunTenancy.begin(client: client, runID: RunID.make(), options: options.run.guest) {
      progress(.activity($0))
    }
    // What was seen until the Lease was lost must not be lost with it.
    let seen = Mutex<Value?>(nil)
    let result = await Result {
      try await tenancy.holding {
        let value = try await body(try await prepare(runID: tenancy.runID))
        seen.withLock { $0 = value }
      }
    }
    progress(.activity("removing the pods"))
    // In a task of its own, which the cancellation of this one does not reach.
    let removal = await Task { await Result { try await tenancy.end() } }.value
    if case .failure(let error) = removal {
      progress(.note("not everything could be removed from \(options.run.guest.namespace): \(error)"))
    }
    switch (result, seen.withLock { $0 }) {
    case (.success, let value?): return (value, nil)
    case (.failure(let error), let value?): return (value, error)
    case (.failure(let error), nil): throw error
    case (.success, nil): throw CancellationError()
    }
  }

  private func prepare(runID: String) async throws -> Ready {
    progress(.activity("reading the cluster"))
    let reader = ClusterReader(client: client, cilium: options.run.cilium)
    let version = try await client.serverVersion()
    let chosen = try WatchChoice(try await reader.nodes(options.run), options)
    if let coverage = chosen.coverage { progress(.covering(coverage)) }
    let starter = WatchedSetStarter(client: client, options: options, runID: runID, progress: progress)
    let began = ContinuousClock.now
    let first = try await starter.start(chosen.first.nodes, chosen.first.sample, number: 0)
    return Ready(
      runID: runID,
      summary: ClusterSummary.make(
        connection: client.connection, version: version.gitVersion, nodes: chosen.first.nodes,
        skipped: chosen.first.skipped, facts: first.facts),
      first: first, startTime: ContinuousClock.now - began, starter: starter, rotation: chosen.rotation,
      pool: chosen.pool, coverage: chosen.coverage,
      agents: PodSet(namespace: options.run.cilium.namespace, selector: try await reader.agentSelector()),
      own: PodSet(namespace: options.run.guest.namespace, selector: RunLabels.selector(run: runID)))
  }
}
