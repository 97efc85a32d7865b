import Foundation
import Kubernetes

/// Another run is using the cluster.
public struct LeaseHeld: Error, Sendable, Hashable, CustomStringConvertible {
  /// The namespace of the Lease.
  public var namespace: String
  /// The other run and where it was started.
  public var holder: String
  /// Seconds since it gave its last sign of life.
  public var silence: Int?
  /// Seconds until the Lease is over if the other run is dead.
  public var freeIn: Int

  /// Who it is, and what to do.
  public var description: String {
    let sign = silence.map { ", last sign of life \($0) s ago" } ?? ""
    return """
      Another run is using the cluster: \(holder) (Lease \(RunLease.name) in namespace \(namespace)\(sign)). Wait for it \
      with --wait-for-lease SECONDS; if it was killed, its Lease is over in \(freeIn) s at the latest.
      """
  }
}

/// The Lease (`coordination.k8s.io/v1`) that keeps two runs on one cluster apart.
struct RunLease: Sendable {
  let client: KubernetesClient
  let namespace: String
  let holder: LeaseHolder

  /// One Lease per namespace: a second run finds it.
  static let name = "netproof"
  /// How long a run counts as alive after its last sign of life: some lost renewals, and well under a minute.
  static let duration = Duration.seconds(30)
  /// How often a run gives a sign of life.
  static let interval = Duration.seconds(5)
  /// How long one sign of life may take, and the pause after one that failed: several fit into the duration, so that a
  /// connection that hangs does not cost the Lease.
  static let renewalTimeout = Duration.seconds(8)
  static let renewalPause = Duration.seconds(1)

  /// The Lease.
  static func path(in namespace: String) -> ResourcePath { .lease(namespace: namespace, name: name) }

  /// Takes the Lease, or waits for it.
  ///
  /// - Parameters:
  ///   - timeout: How long to wait for another run; `nil` for not at all.
  ///   - note: Told whom it waits for.
  /// - Throws: ``LeaseHeld``.
  func acquire(waiting timeout: Duration?, note: @Sendable (String) async -> Void) async throws -> HeldLease {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    var seen: LeaseObservation?
    var hasTold = false
    while true {
      guard let present = try await current() else {
        if let made = try await create() { return HeldLease(self, made) }
        continue
      }
      // Its own: the answer to the request that made or took it did not come.
      if present.spec?.holderIdentity == holder.identity { return HeldLease(self, present) }
      let observation = LeaseObservation(present, after: seen)
      seen = observation
      if observation.isFree() {
        if let taken = try await take(over: present) { return HeldLease(self, taken) }
        continue
      }
      // One that is overdue by its times is watched until it is known to be dead, however impatient the caller is.
      let overdue = observation.silence(at: Date()).map { $0 > observation.duration / .seconds(1) } ?? false
      guard overdue || deadline.map({ .now < $0 }) ?? false else { throw held(observation) }
      if !hasTold { await note("waiting for \(observation.holder.map(String.init(describing:)) ?? "another run")") }
      hasTold = true
      try await Task.sleep(for: .seconds(1))
    }
  }

  private func held(_ observation: LeaseObservation) -> LeaseHeld {
    LeaseHeld(
      namespace: namespace, holder: observation.holder.map(String.init(describing:)) ?? "unknown",
      silence: observation.silence(at: Date()).map { max(0, Int($0)) },
      freeIn: Int((observation.freeIn() ?? .zero) / .seconds(1)) + 1)
  }

  /// The Lease as it is now; `nil` when there is none.
  func current() async throws -> Lease? {
    do {
      return try await client.get(Lease.self, Self.path(in: namespace))
    } catch KubernetesError.notFound {
      return nil
    }
  }

  /// Returns `nil` when somebody else was faster.
  private func create() async throws -> Lease? {
    do {
      return try await client.create(
        lease(transitions: 0), at: .leases(namespace: namespace), as: Lease.self)
    } catch KubernetesError.conflict {
      return nil
    }
  }

  private func take(over old: Lease) async throws -> Lease? {
    var new = lease(transitions: (old.spec?.leaseTransitions ?? 0) + 1)
    new.metadata.resourceVersion = old.metadata.resourceVersion
    do {
      return try await client.replace(new, at: Self.path(in: namespace), as: Lease.self)
    } catch KubernetesError.conflict {
      return nil
    } catch KubernetesError.notFound {
      return nil
    }
  }

  private func lease(transitions: Int32) -> Lease {
    let now = Timestamp(Date())
    return Lease(
      metadata: ObjectMeta(name: Self.name, namespace: namespace, labels: RunLabels.of(run: holder.runID)),
      spec: LeaseSpec(
        holderIdentity: holder.identity, leaseDurationSeconds: Int32(Self.duration.components.seconds),
        acquireTime: now, renewTime: now, leaseTransitions: transitions))
  }
}

/// The Lease was taken away from a run, or could not be renewed in time.
struct LeaseLost: Error, Sendable, CustomStringConvertible {
  var description: String
}

/// A Lease that this run holds.
actor HeldLease {
  private let owner: RunLease
  private var lease: Lease
  private var renewedAt = ContinuousClock.now

  init(_ owner: RunLease, _ lease: Lease) {
    self.owner = owner
    self.lease = lease
  }

  /// Gives signs of life until the task is cancelled.
  ///
  /// - Parameter isEnduring: Go on although no sign of life could be given for so long that another run may begin.
  /// - Throws: ``LeaseLost`` when another run holds the Lease, or, unless enduring, when another may.
  func keepAlive(every interval: Duration = RunLease.interval, isEnduring: Bool = false) async throws {
    var pause = interval
    while true {
      try await Task.sleep(for: pause)
      do {
        try await renew()
        pause = interval
      } catch let error as KubernetesError {
        pause = min(interval, RunLease.renewalPause)
        guard isEnduring || .now - renewedAt < RunLease.duration else {
          throw LeaseLost(
            description:
              "the run's Lease could not be renewed for \(RunLease.duration), another run may begin: \(error)")
        }
      }
    }
  }

  /// One sign of life. It does not wait its turn behind the run's other requests.
  func renew(within timeout: Duration = RunLease.renewalTimeout) async throws {
    let path = RunLease.path(in: owner.namespace)
    var next = lease
    next.spec?.renewTime = Timestamp(Date())
    do {
      lease = try await owner.client.replace(next, at: path, as: Lease.self, urgentWithin: timeout)
    } catch KubernetesError.notFound {
      throw LeaseLost(description: "the run's Lease was deleted (netproof cleanup --all or --run?)")
    } catch KubernetesError.conflict {
      let present = try await owner.client.get(Lease.self, path, urgentWithin: timeout)
      guard present.spec?.holderIdentity == owner.holder.identity else {
        throw LeaseLost(description: "another run has taken the Lease: \(present.spec?.holderIdentity ?? "nobody")")
      }
      // Somebody labelled or annotated it. The next sign of life is for that version.
      lease = present
      return
    }
    renewedAt = .now
  }

  /// Lets the Lease go, unless it is another run's by now.
  func release() async throws {
    while true {
      let identity = DeletionPreconditions(uid: lease.metadata.uid, resourceVersion: lease.metadata.resourceVersion)
      do {
        return try await owner.client.delete(RunLease.path(in: owner.namespace), preconditions: identity)
      } catch KubernetesError.notFound {
        return
      } catch KubernetesError.conflict {
        // A sign of life whose answer was not waited for may have made a new version of it: still this run's.
        guard let present = try await owner.current(), present.metadata.uid == lease.metadata.uid,
          present.spec?.holderIdentity == owner.holder.identity
        else { return }
        lease = present
      }
    }
  }
}
