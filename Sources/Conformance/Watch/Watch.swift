import Cilium
import Foundation
import Kubernetes
import Probes

/// What a watch tells while it goes on.
public enum WatchProgress: Sendable {
  /// Something begins, for example `starting the pods`.
  case activity(String)
  /// Something a watcher should know.
  case note(Sentence)
  /// So many paths are watched from now on.
  case watching(paths: Int)
  /// How it stands: seconds since the beginning, probes lost so far, the longest outage so far in seconds.
  case standing(seconds: Double, lost: Int, longestOutage: Double)
}

/// Probes every path again and again while something else goes on, an upgrade for example.
public struct Watch: Sendable {
  private let client: KubernetesClient
  private let options: WatchOptions
  private let progress: @Sendable (WatchProgress) -> Void

  /// Makes a watch of the client's cluster.
  public init(
    client: KubernetesClient, options: WatchOptions, progress: @escaping @Sendable (WatchProgress) -> Void
  ) {
    self.client = client
    self.options = options
    self.progress = progress
  }

  /// Watches while `body` runs, and cleans up. Cancellation ends the watch; its record is returned all the same.
  ///
  /// - Parameter body: Runs once every pod's script has begun; gets the watch's clock in seconds, and returns the
  ///   command that it ran, if it ran one.
  /// - Throws: What keeps a watch from beginning: ``LeaseHeld``, ``GuestError``, ``ScenarioError``, ``KubernetesError``.
  public func run(
    _ body: @escaping @Sendable (@Sendable () -> Double) async -> WatchRecord.Command?
  ) async throws -> WatchRecord {
    var (record, ending) = try await WatchStay(client: client, options: options, progress: progress).run { stay in
      try await watch(stay, body)
    }
    if let ending { record.interruption = "\(ending)" }
    return record
  }

  private func watch(
    _ stay: WatchStay.Ready, _ body: @escaping @Sendable (@Sendable () -> Double) async -> WatchRecord.Command?
  ) async throws -> WatchRecord {
    let plan = try WatchPlan(
      ProbePlan(
        .init(
          facts: stay.facts, sample: stay.sample, pods: stay.pods, services: stay.services,
          serviceNames: stay.serviceNames, families: stay.families,
          endpoints: options.run.endpoints,
          timeout: .seconds(options.run.probeTimeoutSeconds), clusterDomain: options.run.clusterDomain)),
      sample: stay.sample, facts: stay.facts, interval: options.interval)
    let startedAt = Date()
    let journal = WatchJournal()
    let recorders = plan.paths.mapValues { PodRecorder(paths: $0.count) }
    let assembly = WatchAssembly(plan: plan, options: options, nodes: stay.facts.nodes.map(\.name))
    let (command, watched) = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await ClusterWatcher(client: client, agents: stay.agents, own: stay.own, journal: journal).run()
      }
      group.addTask {
        let pairs = stay.sample.cases(stay.families, onNodePorts: false).map(\.1).filter { $0.target != nil }.uniqued()
        await TailnetWatcher(
          reader: options.run.reader(client), tailscale: stay.tailscale, journal: journal
        ).run(stay.facts, pairs: pairs)
      }
      for (node, paths) in plan.paths {
        guard let recorder = recorders[node] else { continue }
        switch stay.pods.nodes[node]?.client {
        case .success(let pod)?:
          let script = WatchScript(
            probes: paths.map(\.probe), requestInterval: options.requestInterval,
            lifetimeSeconds: Int(options.lifetime / .seconds(1)))
          let follower = PodFollower(
            client: client, pod: pod.reference, script: script, recorder: recorder, journal: journal)
          group.addTask { await follower.run() }
        case .failure(let failure)?: recorder.sessionEnded(failure.description)
        case nil: recorder.sessionEnded("\(Obstacle.podNotRunning.phrase): none was made on \(node)")
        }
      }
      await waitUntilBegun(recorders, stay.pods)
      progress(.watching(paths: plan.paths.values.reduce(0) { $0 + $1.count }))
      let began = journal.now
      group.addTask { await tell(journal, since: began, assembly, recorders) }
      let command = await body { journal.now }
      // Before the followers end: from then on their silence means nothing.
      let watched = began...max(began, journal.now)
      group.cancelAll()
      return (command, watched)
    }
    return assembly.record(
      stay: stay, startedAt: startedAt, watched: watched, recorders: recorders, journal: journal, command: command)
  }

  /// Pods that say nothing within this time are watched all the same, and reported.
  private func waitUntilBegun(_ recorders: [String: PodRecorder], _ pods: ProbePods) async {
    let deadline = ContinuousClock.now + .seconds(15)
    let expected = recorders.filter { node, _ in (try? pods.nodes[node]?.client.get()) != nil }.values
    while !Task.isCancelled, ContinuousClock.now < deadline, !expected.allSatisfy(\.hasBegun) {
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  private func tell(
    _ journal: WatchJournal, since start: Double, _ assembly: WatchAssembly, _ recorders: [String: PodRecorder]
  ) async {
    var pause = Duration.seconds(2)
    while !Task.isCancelled {
      try? await Task.sleep(for: pause)
      let began = ContinuousClock.now
      let logs = assembly.logs(recorders, watched: start...max(start, journal.now))
        .filter { $0.path.isExpectedToWork == true }.map(\.log)
      progress(
        .standing(
          seconds: journal.now, lost: logs.reduce(0) { $0 + $1.lost },
          longestOutage: logs.compactMap { $0.longestOutage?.seconds }.max() ?? 0))
      // Going through hours of answers takes a while: most of the time is left to the watch itself.
      pause = max(.seconds(2), (ContinuousClock.now - began) * 20)
    }
  }
}
