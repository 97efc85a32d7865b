import Foundation
import Kubernetes

/// Finds and removes what killed runs left behind.
public struct LeftoverCleanup: Sendable {
  /// Which leftovers.
  public enum Selection: Sendable, Hashable {
    /// Those whose run has given no sign of life for too long.
    case expired
    /// All, runs that go on included.
    case all
    /// That of one run, whether it counts as alive or not.
    case run(String)
  }

  /// What a clean-up came to.
  public struct Outcome: Sendable, Hashable {
    /// What is gone.
    public var removed: [Leftover] = []
    /// What was left alone, because its run counts as alive.
    public var kept: [Leftover] = []
  }

  private let client: KubernetesClient

  /// Makes a clean-up of the client's cluster.
  public init(client: KubernetesClient) { self.client = client }

  /// Every namespace of a run, by name.
  public func find(now: Date = Date()) async throws -> [Leftover] {
    let labelled = try await client.list(
      Namespace.self, .namespaces, labelSelector: "\(ProbeFixture.managedBy)=netproof,\(ProbeFixture.run)")
    return labelled.items.compactMap { Leftover($0, now: now) }.sorted { $0.namespace < $1.namespace }
  }

  /// Splits what was found into what is to go and what stays because its run counts as alive.
  public static func choose(_ selection: Selection, from found: [Leftover]) -> Outcome {
    var outcome = Outcome()
    for leftover in found {
      switch (selection, leftover.state) {
      case (.run(let id), _) where id != leftover.runID: continue
      case (.expired, .live): outcome.kept.append(leftover)
      default: outcome.removed.append(leftover)
      }
    }
    return outcome
  }

  /// Deletes the selected leftovers, and waits until they are gone if a `timeout` is given.
  ///
  /// A run that gives a sign of life after it was judged is left alone, unless it was asked for.
  /// - Throws: ``ScenarioError`` when a namespace is still there after the timeout.
  public func remove(_ selection: Selection, waiting timeout: Duration?) async throws -> Outcome {
    var outcome = Self.choose(selection, from: try await find())
    let chosen = outcome.removed
    outcome.removed = []
    for leftover in chosen {
      if try await delete(leftover, evenIfAlive: selection != .expired) {
        outcome.removed.append(leftover)
      } else {
        outcome.kept.append(leftover)
      }
    }
    if let timeout { try await waitUntilGone(outcome.removed, timeout: timeout) }
    return outcome
  }

  /// Returns false when the namespace has changed since it was judged.
  func delete(_ leftover: Leftover, evenIfAlive: Bool) async throws -> Bool {
    if leftover.state == .terminating { return true }
    var identity = leftover.identity
    if evenIfAlive { identity.resourceVersion = nil }
    do {
      try await client.delete(.namespace(leftover.namespace), propagation: .background, preconditions: identity)
    } catch KubernetesError.notFound {
      return true
    } catch KubernetesError.conflict where !evenIfAlive {
      return false
    }
    return true
  }

  private func waitUntilGone(_ leftovers: [Leftover], timeout: Duration) async throws {
    let deadline = ContinuousClock.now + timeout
    var left = leftovers
    while !left.isEmpty {
      let present = Set(try await find().map(\.identity.uid))
      left.removeAll { !present.contains($0.identity.uid) }
      if left.isEmpty { return }
      guard ContinuousClock.now < deadline else { break }
      try await Task.sleep(for: .milliseconds(250))
    }
    let names = left.map(\.namespace).joined(separator: ", ")
    throw ScenarioError(
      """
      \(names): deleted, but still there after \(timeout). `kubectl describe namespace \(left[0].namespace)` tells what \
      it waits for; `netproof cleanup` again goes on waiting.
      """)
  }
}
