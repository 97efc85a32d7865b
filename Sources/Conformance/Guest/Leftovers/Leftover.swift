import Foundation
import Kubernetes

/// What a run has in the cluster: one that is no more, or one that still goes on.
public struct Leftover: Sendable, Hashable {
  /// Whether the run is still going on.
  public enum State: Sendable, Hashable {
    /// The run holds a Lease.
    case live(holder: String)
    /// The run holds none, or none that it has renewed in time.
    case dead
  }

  /// The run's id.
  public var runID: String
  /// The namespace that it is in.
  public var namespace: String
  /// Resource → how many objects.
  public var objects: [String: Int]
  /// Whether the run made the namespace itself.
  public var madeNamespace: Bool
  /// Whether the run is still going on.
  public var state: State

  /// `2 pods, 1 service`.
  static func describe(_ objects: [String: Int]) -> String {
    objects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.value == 1 ? String($0.key.dropLast()) : $0.key)" }
      .joined(separator: ", ")
  }

  /// Puts together what was read: objects by run, the namespace, and the Leases with what is known of their age.
  static func all(
    namespace: Namespace, objects: [String: [String: Int]], leases: [LeaseObservation],
    at now: ContinuousClock.Instant = .now, wall: Date = Date()
  ) -> [Leftover] {
    let maker = namespace.isMadeByRun ? namespace.metadata.labels?[RunLabels.run] : nil
    let holders = leases.compactMap { lease in
      lease.holder.map { (holder: $0, isFree: lease.isFree(at: now, wall: wall)) }
    }
    let live = Dictionary(
      holders.filter { !$0.isFree }.map { ($0.holder.runID, $0.holder) }, uniquingKeysWith: { first, _ in first })
    let runs = Set(objects.keys).union(holders.map(\.holder.runID)).union(maker.map { [$0] } ?? [])
    return runs.sorted().map { run in
      var found = objects[run] ?? [:]
      let held = holders.filter { $0.holder.runID == run }.count
      if held > 0 { found["leases"] = held }
      return Leftover(
        runID: run, namespace: namespace.name, objects: found, madeNamespace: maker == run,
        state: live[run].map { .live(holder: String(describing: $0)) } ?? .dead)
    }
  }
}

extension Leftover: CustomStringConvertible {
  /// The run, what it has and whether it is alive, in words.
  public var description: String {
    var parts = objects.isEmpty ? [] : [Self.describe(objects)]
    if madeNamespace { parts.append("the namespace itself") }
    let what = parts.isEmpty ? "nothing" : parts.joined(separator: " and ")
    return switch state {
    case .live(let holder): "\(holder): \(what) in namespace \(namespace), still going on"
    case .dead: "run \(runID): \(what) in namespace \(namespace)"
    }
  }
}
