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
  /// There are more nodes than are watched at once: how much is watched, and when.
  case covering(WatchCoverage)
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
    let startedAt = Date()
    let journal = WatchJournal()
    let turns = try WatchTurns(client: client, options: options, stay: stay, journal: journal, progress: progress)
    let (command, watched) = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await ClusterWatcher(client: client, agents: stay.agents, own: stay.own, journal: journal).run()
      }
      let began = await turns.begin()
      group.addTask { await turns.take() }
      group.addTask { await tell(journal, turns) }
      let command = await body { journal.now }
      // Before the followers end: from then on their silence means nothing.
      let watched = began...max(began, journal.now)
      group.cancelAll()
      return (command, watched)
    }
    return WatchAssembly.record(
      await turns.end(at: watched.upperBound), options: options, stay: stay, startedAt: startedAt,
      seconds: watched.upperBound, journal: journal, command: command)
  }

  private func tell(_ journal: WatchJournal, _ turns: WatchTurns) async {
    var pause = Duration.seconds(2)
    while !Task.isCancelled {
      try? await Task.sleep(for: pause)
      let began = ContinuousClock.now
      let standing = await turns.standing()
      progress(.standing(seconds: journal.now, lost: standing.lost, longestOutage: standing.longest))
      // Going through hours of answers takes a while: most of the time is left to the watch itself.
      pause = max(.seconds(2), (ContinuousClock.now - began) * 20)
    }
  }
}
