import Foundation
import Kubernetes

/// Finds and removes what killed runs left behind.
public struct LeftoverCleanup: Sendable {
  /// Which leftovers.
  public enum Selection: Sendable, Hashable {
    /// Those of runs that are dead.
    case dead
    /// All, runs that go on included.
    case all
    /// That of one run, dead or alive.
    case run(String)
  }

  /// What a clean-up came to.
  public struct Outcome: Sendable, Hashable {
    /// What is gone.
    public var removed: [Leftover] = []
    /// What was left alone, because its run is alive.
    public var kept: [Leftover] = []
  }

  private let client: KubernetesClient
  private let namespace: String

  /// Makes a clean-up of a namespace.
  public init(client: KubernetesClient, namespace: String) {
    self.client = client
    self.namespace = namespace
  }

  private var objects: RunObjects { RunObjects(client: client, namespace: namespace) }

  /// What every run has, by run id, as it looks at once: a run that was killed a moment ago counts as alive.
  public func find() async throws -> [Leftover] { try await survey(after: [:]).found }

  /// The same, once it is certain which runs are alive: a Lease that looks alive is watched until its holder renews it
  /// or its time is over.
  ///
  /// - Parameter note: Told what is waited for.
  public func findCertain(note: @Sendable (String) async -> Void) async throws -> [Leftover] {
    var seen: [String: LeaseObservation] = [:]
    var first: [String: LeaseObservation] = [:]
    while true {
      let survey = try await survey(after: seen)
      seen = survey.leases
      if first.isEmpty { first = seen }
      let undecided = seen.filter { uid, lease in
        let isRenewed = first[uid].map { $0.lease.metadata.resourceVersion != lease.lease.metadata.resourceVersion }
        return !lease.isFree() && isRenewed != true
      }
      if undecided.isEmpty { return survey.found }
      for lease in undecided.values {
        let holder = lease.holder.map(String.init(describing:)) ?? "a run"
        let seconds = Int((lease.freeIn() ?? .zero) / .seconds(1)) + 1
        await note("\(holder): waiting for a sign of life; without one it counts as dead in \(seconds) s")
      }
      try await Task.sleep(for: .seconds(1))
    }
  }

  private struct Survey {
    var found: [Leftover] = []
    /// By uid.
    var leases: [String: LeaseObservation] = [:]
  }

  private func survey(after earlier: [String: LeaseObservation]) async throws -> Survey {
    guard let home = try await RunNamespace(client: client, name: namespace).read() else { return Survey() }
    async let counted = objects.count()
    async let leases = client.list(
      Lease.self, .leases(namespace: namespace), labelSelector: RunLabels.selector()
    ).items
    let observed = try await leases.map { lease in
      LeaseObservation(lease, after: lease.metadata.uid.flatMap { earlier[$0] })
    }
    return Survey(
      found: Leftover.all(namespace: home, objects: try await counted, leases: observed),
      leases: Dictionary(observed.map { ($0.lease.metadata.uid ?? "", $0) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Splits what was found into what is to go and what stays because its run is alive.
  public static func choose(_ selection: Selection, from found: [Leftover]) -> Outcome {
    var outcome = Outcome()
    for leftover in found {
      switch (selection, leftover.state) {
      case (.run(let id), _) where id != leftover.runID: continue
      case (.dead, .live): outcome.kept.append(leftover)
      default: outcome.removed.append(leftover)
      }
    }
    return outcome
  }

  /// Deletes the selected leftovers and waits until they are gone.
  ///
  /// - Parameter found: What ``find()`` or ``findCertain(note:)`` has found.
  /// - Throws: ``ScenarioError`` when something is still there after the timeout.
  public func remove(_ selection: Selection, from found: [Leftover], waiting timeout: Duration) async throws -> Outcome
  {
    let outcome = Self.choose(selection, from: found)
    guard !outcome.removed.isEmpty else { return outcome }
    for leftover in outcome.removed {
      if leftover.objects["leases"] != nil { try await deleteLease(of: leftover) }
    }
    try await objects.remove(runs: Set(outcome.removed.map(\.runID)), timeout: timeout)
    if outcome.removed.contains(where: \.madeNamespace) { try await removeNamespace(waiting: timeout) }
    return outcome
  }

  /// The Lease goes first: a run that is alive after all then ends by itself.
  private func deleteLease(of leftover: Leftover) async throws {
    let leases = try await client.list(
      Lease.self, .leases(namespace: namespace), labelSelector: RunLabels.selector()
    ).items
    for lease in leases {
      guard let name = lease.metadata.name, let holder = lease.spec?.holderIdentity,
        LeaseHolder(identity: holder)?.runID == leftover.runID
      else { continue }
      var identity = DeletionPreconditions(uid: lease.metadata.uid)
      // A dead run's Lease may have been taken over in the meantime.
      if leftover.state == .dead { identity.resourceVersion = lease.metadata.resourceVersion }
      do {
        try await client.delete(.lease(namespace: namespace, name: name), preconditions: identity)
      } catch KubernetesError.notFound {
        continue
      } catch KubernetesError.conflict {
        continue
      }
    }
  }

  /// Removes a namespace that a run made, unless another run has moved in.
  private func removeNamespace(waiting timeout: Duration) async throws {
    let home = RunNamespace(client: client, name: namespace)
    // Holding the Lease keeps others out; it goes with the namespace.
    let lease: HeldLease
    do {
      lease = try await RunLease(
        client: client, namespace: namespace, holder: LeaseHolder(runID: "cleanup-\(RunID.make())")
      ).acquire(waiting: nil) { _ in }
    } catch is LeaseHeld {
      return
    } catch KubernetesError.forbidden, KubernetesError.notFound {
      // It is being deleted already.
      return try await waitUntilGone(home, timeout: timeout)
    }
    guard try await home.removeIfMadeByRun() else { return try await lease.release() }
    try await waitUntilGone(home, timeout: timeout)
  }

  private func waitUntilGone(_ home: RunNamespace, timeout: Duration) async throws {
    let deadline = ContinuousClock.now + timeout
    while let present = try await home.read(), present.isTerminating {
      guard .now < deadline else {
        throw ScenarioError(
          """
          namespace \(namespace): deleted, but still there after \(timeout). `kubectl describe namespace \(namespace)` \
          tells what it waits for; `netproof cleanup` again goes on waiting.
          """)
      }
      try await Task.sleep(for: .milliseconds(250))
    }
  }
}
