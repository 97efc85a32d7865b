import Foundation
import Kubernetes

/// The namespace of a run that is no more, or still going on.
public struct Leftover: Sendable, Hashable {
  /// Whether the run is still going on.
  public enum State: Sendable, Hashable {
    /// The run gave a sign of life, and counts as alive until this moment.
    case live(until: Date)
    /// The run has been silent for longer than a run is.
    case expired(since: Date)
    /// The namespace is being deleted already.
    case terminating
  }

  /// The namespace's name.
  public var namespace: String
  /// The run's id.
  public var runID: String
  /// Whether the run is still going on.
  public var state: State
  /// Tells this very namespace, in the state in which it was judged.
  var identity: DeletionPreconditions

  /// Reads a namespace; `nil` when it is none of netproof's. Labels alone can be copied, so the name must fit too.
  init?(_ namespace: Namespace, now: Date) {
    let metadata = namespace.metadata
    guard let name = metadata.name, metadata.labels?[ProbeFixture.managedBy] == "netproof",
      let runID = metadata.labels?[ProbeFixture.run], name == ProbeFixture.namespace(of: runID)
    else { return nil }
    self.namespace = name
    self.runID = runID
    identity = DeletionPreconditions(uid: metadata.uid, resourceVersion: metadata.resourceVersion)
    if metadata.deletionTimestamp != nil {
      state = .terminating
      return
    }
    let stated = metadata.annotations?[RunLifetime.annotation].flatMap { Timestamp(text: $0).date }
    let created = metadata.creationTimestamp?.date ?? now
    let end = stated ?? created.addingTimeInterval(RunLifetime.withoutAnnotation)
    state = end > now ? .live(until: end) : .expired(since: end)
  }
}

extension Leftover: CustomStringConvertible {
  /// The namespace and its state in words.
  public var description: String {
    switch state {
    case .live(let until): "\(namespace) (counts as alive until \(until.formatted(.iso8601)))"
    case .expired(let since): "\(namespace) (expired \(since.formatted(.iso8601)))"
    case .terminating: "\(namespace) (being deleted already)"
    }
  }
}
