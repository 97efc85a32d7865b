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

  /// Why a node was not watched that could have been.
  static let noTurn: Sentence = "its turn did not come before the watch ended"

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
    let chosen = try choose(try await reader.nodes(options.run))
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

  /// Who is watched first, and how the turns go on where there are more nodes than are watched at once.
  struct Chosen: Sendable {
    var first: Participants
    var rotation: TurnRotation?
    var pool: Set<String>?
    var coverage: WatchCoverage?
  }

  /// Decides who is watched. Pure. A part of a split run takes no turns: its nodes are a share of a sample that all parts
  /// agree on.
  ///
  /// - Throws: ``ScenarioError`` when nobody can take part, or when a zone could not be represented.
  func choose(_ read: (taking: [Node], skipped: [String: Sentence])) throws -> Chosen {
    var pool = read
    if let limit = options.run.sampling.maximumNodes, read.taking.count > limit {
      let names = try NodeChoice.choose(
        read.taking.map(NodePlace.init), limit: limit, seed: options.run.sampling.seed)
      for name in read.taking.compactMap(\.metadata.name) where !names.contains(name) {
        pool.skipped[name] = NodeChoice.reason(limit: limit, of: read.taking.count)
      }
      pool.taking.removeAll { !names.contains($0.metadata.name ?? "") }
    }
    guard pool.taking.count > options.nodesAtOnce, options.run.sampling.shard == nil else {
      return Chosen(first: try Participants.choose(read, sampling))
    }
    let places = pool.taking.map(NodePlace.init)
    var rotation = TurnRotation(
      atOnce: options.nodesAtOnce, pairLimit: sampling.pairLimit, seed: options.run.sampling.seed)
    let coverage = WatchCoverage(
      rotation, nodes: places, turn: options.turn / .seconds(1), span: options.span / .seconds(1))
    let sample = rotation.next(places)
    let first = Set(sample.nodes)
    for name in places.map(\.name) where !first.contains(name) { pool.skipped[name] = Self.noTurn }
    return Chosen(
      first: Participants(
        nodes: pool.taking.filter { first.contains($0.metadata.name ?? "") }, skipped: pool.skipped, sample: sample),
      rotation: rotation, pool: pool.taking.count < read.taking.count ? Set(places.map(\.name)) : nil,
      coverage: coverage)
  }

  private var sampling: SamplingOptions {
    var sampling = options.run.sampling
    sampling.pairLimit = min(sampling.pairLimit, WatchOptions.pairLimit)
    sampling.maximumNodes = min(sampling.maximumNodes ?? .max, options.nodesAtOnce)
    return sampling
  }
}
