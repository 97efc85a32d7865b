import Kubernetes
import Probes
import Synchronization

/// What follows the pods of a set: a task for each pod's script, and one for the overlay's ways, each of which can be ended
/// by itself.
final class WatchCrew: Sendable {
  let set: WatchedSet
  private let assembly: WatchAssembly
  private let recorders: [String: PodRecorder]
  private let tasks = Mutex(Tasks())

  private struct Tasks {
    var followers: [String: Task<Void, Never>] = [:]
    var overlay: Task<Void, Never>?
  }

  /// - Throws: ``InvalidProbe``.
  init(_ set: WatchedSet, _ options: WatchOptions) throws {
    self.set = set
    let plan = try WatchPlan(
      ProbePlan(
        .init(
          facts: set.facts, sample: set.sample, pods: set.pods, services: set.services,
          serviceNames: set.serviceNames, families: set.families, endpoints: options.run.endpoints,
          timeout: .seconds(options.run.probeTimeoutSeconds), clusterDomain: options.run.clusterDomain)),
      sample: set.sample, facts: set.facts, interval: options.interval)
    recorders = plan.paths.mapValues { PodRecorder(paths: $0.count) }
    assembly = WatchAssembly(plan: plan, options: options, nodes: set.facts.nodes.map(\.name))
  }

  /// How many paths there are.
  var pathCount: Int { assembly.plan.paths.values.reduce(0) { $0 + $1.count } }

  /// Lines of the pods that could not be understood.
  var unreadable: Int { recorders.values.reduce(0) { $0 + $1.transcript.unreadable } }

  /// Whether any pod's script has said something.
  var hasAnyBegun: Bool { recorders.values.contains(where: \.hasBegun) }

  /// Every path with what was seen of it so far.
  ///
  /// - Parameter watched: From when until when, in seconds since the watch began.
  func logs(_ watched: ClosedRange<Double>) -> [WatchAssembly.Seen] { assembly.logs(recorders, watched: watched) }

  /// Starts a follower for each pod that runs.
  ///
  /// - Parameter lifetime: How long the scripts may take.
  func start(_ client: KubernetesClient, _ options: WatchOptions, lifetime: Duration, _ journal: WatchJournal) {
    for (node, paths) in assembly.plan.paths {
      guard let recorder = recorders[node] else { continue }
      switch set.pods.nodes[node]?.client {
      case .success(let pod)?:
        let script = WatchScript(
          probes: paths.map(\.probe), requestInterval: options.requestInterval,
          lifetimeSeconds: Int(lifetime / .seconds(1)))
        let follower = PodFollower(
          client: client, pod: pod.reference, script: script, recorder: recorder, journal: journal)
        tasks.withLock { $0.followers[node] = Task { await follower.run() } }
      case .failure(let failure)?: recorder.sessionEnded(failure.description)
      case nil: recorder.sessionEnded("\(Obstacle.podNotRunning.phrase): none was made on \(node)")
      }
    }
  }

  /// Pods that say nothing within this time are watched all the same, and reported.
  func waitUntilBegun() async {
    let deadline = ContinuousClock.now + .seconds(15)
    let expected = recorders.filter { node, _ in (try? set.pods.nodes[node]?.client.get()) != nil }.values
    while !Task.isCancelled, ContinuousClock.now < deadline, !expected.allSatisfy(\.hasBegun) {
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Follows the overlay's ways between the set's nodes, and those of others that stay under watch.
  func followOverlay(_ watcher: TailnetWatcher, also others: [(facts: ClusterFacts, pairs: [Subject])], isFirst: Bool) {
    var facts = set.facts
    for other in others {
      let known = Set(facts.nodes.map(\.name))
      facts.nodes += other.facts.nodes.filter { !known.contains($0.name) }
    }
    let pairs = (set.overlayPairs + others.flatMap(\.pairs)).uniqued()
    tasks.withLock { [facts] tasks in
      tasks.overlay = Task { await watcher.run(facts, pairs: pairs, isFirst: isFirst) }
    }
  }

  /// Ends what follows the overlay.
  func endOverlay() async {
    let task = tasks.withLock { $0.overlay.take() }
    task?.cancel()
    await task?.value
  }

  /// Ends the followers, and waits for their end.
  ///
  /// - Parameter kept: The nodes whose pods are followed further.
  func end(but kept: Set<String> = []) async {
    let ending = tasks.withLock { tasks in
      let ending = tasks.followers.filter { !kept.contains($0.key) }
      for node in ending.keys { tasks.followers[node] = nil }
      return Array(ending.values)
    }
    for task in ending { task.cancel() }
    for task in ending { await task.value }
    if kept.isEmpty { await endOverlay() }
  }
}
