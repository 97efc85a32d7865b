import Foundation
import Kubernetes

/// A Lease as it was read, and since when it has been seen in this state: enough to tell a dead holder from a live one.
///
/// Two clocks may differ, so the holder's own time decides nothing alone. As in client-go's leader election, a Lease
/// that has been seen unchanged for its whole duration is over, whatever its times say. A Lease whose time is over by
/// our clock is over sooner: at once when it is so by far, else when two renewals have failed to come.
struct LeaseObservation: Sendable {
  /// The Lease as read.
  let lease: Lease
  /// When it was first seen with this version.
  let since: ContinuousClock.Instant

  /// Clocks that differ by more than this break certificates and tokens before they break a Lease.
  static let clockTolerance: TimeInterval = 120

  /// Keeps the moment when the Lease has not changed since `earlier`.
  init(_ lease: Lease, after earlier: LeaseObservation? = nil, at now: ContinuousClock.Instant = .now) {
    self.lease = lease
    let isSame = earlier?.lease.metadata.resourceVersion == lease.metadata.resourceVersion
    since = isSame ? earlier?.since ?? now : now
  }

  /// The holder; `nil` when nobody holds it.
  var holder: LeaseHolder? { lease.spec?.holderIdentity.flatMap { LeaseHolder(identity: $0) } }

  /// How long the holder may be silent.
  var duration: Duration {
    .seconds(Int(lease.spec?.leaseDurationSeconds ?? Int32(RunLease.duration.components.seconds)))
  }

  /// How long ago the holder renewed it, by its clock and ours; `nil` when it does not say.
  func silence(at wall: Date) -> TimeInterval? { lease.spec?.renewTime?.date.map { wall.timeIntervalSince($0) } }

  /// Whether the Lease can be taken.
  func isFree(at now: ContinuousClock.Instant = .now, wall: Date = Date()) -> Bool {
    guard holder != nil else { return true }
    let unchanged = now - since
    if unchanged >= duration { return true }
    guard let silence = silence(at: wall) else { return false }
    let overdue = silence - duration / .seconds(1)
    return overdue > Self.clockTolerance || overdue > 0 && unchanged >= RunLease.interval * 2
  }

  /// When it will be free if the holder stays silent; `nil` when it is.
  func freeIn(at now: ContinuousClock.Instant = .now, wall: Date = Date()) -> Duration? {
    guard !isFree(at: now, wall: wall) else { return nil }
    let byWatching = duration - (now - since)
    guard let silence = silence(at: wall) else { return byWatching }
    let byTime = Swift.max(duration - .seconds(silence), RunLease.interval * 2 - (now - since))
    return Swift.max(.zero, Swift.min(byWatching, byTime))
  }
}

/// Who holds a Lease: a run, and where it was started.
struct LeaseHolder: Sendable, Hashable, CustomStringConvertible {
  /// The run's id, as in the labels.
  var runID: String
  /// The machine or pod that the run was started on.
  var host: String

  init(runID: String, host: String = ProcessInfo.processInfo.hostName) {
    self.runID = runID
    self.host = host
  }

  /// Reads `RUNID@HOST`; `nil` for the empty identity of a Lease that was let go.
  init?(identity: String) {
    guard !identity.isEmpty else { return nil }
    let parts = identity.split(separator: "@", maxSplits: 1)
    self.init(runID: parts.first.map(String.init) ?? identity, host: parts.count > 1 ? String(parts[1]) : "unknown")
  }

  /// The Lease's `holderIdentity`.
  var identity: String { "\(runID)@\(host)" }
  /// For people.
  var description: String { "run \(runID) on \(host)" }
}
