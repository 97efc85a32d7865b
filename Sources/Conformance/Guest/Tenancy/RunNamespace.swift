import Foundation
import Kubernetes

/// The namespace that runs live in: made by an administrator beforehand, or by the run that misses it.
struct RunNamespace: Sendable {
  let client: KubernetesClient
  let name: String

  /// The namespace; `nil` when there is none.
  func read() async throws -> Namespace? {
    do {
      return try await client.get(Namespace.self, .namespace(name))
    } catch KubernetesError.notFound {
      return nil
    }
  }

  /// Whether the namespace is missing or on its way out.
  func isGoneOrGoing() async throws -> Bool { try await read()?.isTerminating ?? true }

  /// Makes sure that the namespace is there. One that is being deleted is waited for.
  ///
  /// - Throws: ``GuestError`` when it is missing and the user may not make it.
  func prepare(run id: String, level: PodSecurityLevel, timeout: Duration = .seconds(60)) async throws {
    let deadline = ContinuousClock.now + timeout
    while let present = try await readOrExplain() {
      guard present.isTerminating else { return }
      guard .now < deadline else {
        throw GuestError(
          "Namespace \(name) is being deleted, and was still there after \(timeout). "
            + "`kubectl describe namespace \(name)` tells what it waits for.")
      }
      try await Task.sleep(for: .milliseconds(500))
    }
    try await create(run: id, level: level)
  }

  /// A role inside the namespace may be what permits reading it: a missing namespace then looks like a forbidden one.
  private func readOrExplain() async throws -> Namespace? {
    do {
      return try await read()
    } catch KubernetesError.forbidden(_, let status) {
      throw GuestError(
        """
        Namespace \(name) is missing, or this user may not read it (\(status.summary)). An administrator makes it with \
        `netproof manifests namespace\(Self.flag(name)) | kubectl apply -f -` and lets netproof in with \
        `netproof manifests rbac\(Self.flag(name)) | kubectl apply -f -`; `netproof check` tells what is missing.
        """)
    }
  }

  private func create(run id: String, level: PodSecurityLevel) async throws {
    let labels = RunLabels.of(run: id).merging(level.namespaceLabels) { first, _ in first }
    let namespace = Namespace(metadata: ObjectMeta(name: name, labels: labels))
    do {
      _ = try await client.create(namespace, at: .namespaces, as: Namespace.self)
    } catch KubernetesError.conflict {
      // Another run was faster; the Lease decides between the two.
      return
    } catch KubernetesError.forbidden(_, let status) {
      throw GuestError(
        """
        Namespace \(name) does not exist, and this user may not make it (\(status.summary)). An administrator makes it \
        with `netproof manifests namespace\(Self.flag(name)) | kubectl apply -f -`.
        """)
    }
  }

  /// Deletes the namespace if a run made it; returns whether it did. The caller holds the Lease, so that no other run is
  /// inside.
  func removeIfMadeByRun() async throws -> Bool {
    guard let present = try await read(), present.isMadeByRun else { return false }
    if present.isTerminating { return true }
    do {
      try await client.delete(
        .namespace(name), propagation: .background, preconditions: DeletionPreconditions(uid: present.metadata.uid))
    } catch KubernetesError.notFound {
      return true
    } catch KubernetesError.conflict {
      return false
    }
    return true
  }

  /// The option that names the namespace, where it is not the default one.
  static func flag(_ name: String) -> String { name == GuestOptions.defaultNamespace ? "" : " --namespace \(name)" }
}

extension Namespace {
  /// Whether it is on its way out.
  var isTerminating: Bool { metadata.deletionTimestamp != nil || status?.phase == "Terminating" }
  /// Whether a run made it because it was missing, so that a run also removes it.
  var isMadeByRun: Bool {
    metadata.labels?[RunLabels.managedBy] == RunLabels.netproof && metadata.labels?[RunLabels.run] != nil
  }
  /// The level that Pod Security enforces; `nil` where the cluster's own default holds.
  var enforcedLevel: PodSecurityLevel? {
    metadata.labels?[PodSecurityLevel.enforceLabel].flatMap { PodSecurityLevel(rawValue: $0) }
  }
}

/// Something in the cluster keeps a run from living there.
public struct GuestError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it is, and what to do.
  public var description: String

  init(_ description: String) { self.description = description }
}
