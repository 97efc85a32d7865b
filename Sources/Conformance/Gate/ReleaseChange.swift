import Cilium

/// Tells what a new release of Cilium does by itself from what went wrong in an upgrade: the rules of the release before,
/// asked about the cluster as it is now. Pure.
struct ReleaseChange {
  private let now: ClusterFacts
  private let then: ClusterFacts
  private let releases: (before: CiliumRelease, after: CiliumRelease)

  /// - Returns: `nil` where the release is the same, or a run does not hold what is needed to tell.
  init?(before: RunRecord, after: RunRecord, _ scenario: ScenarioRecord?) {
    guard let facts = scenario?.basis?.facts,
      let was = before.cluster.ciliumVersion.flatMap({ CiliumRelease($0) }),
      let new = after.cluster.ciliumVersion.flatMap({ CiliumRelease($0) }), was != new
    else { return nil }
    var then = facts
    for index in then.nodes.indices { then.nodes[index].ciliumVersion = before.cluster.ciliumVersion }
    (now, self.then, releases) = (facts, then, (was, new))
  }

  /// Why a case is not as before although both runs are content with it; `nil` where the release does not explain it.
  func reason(_ before: CaseRecord, _ after: CaseRecord) -> Sentence? {
    guard before.verdict == .conforms, after.verdict == .conforms,
      case .expected(let old) = Rules.predict(after.aspect, after.subject, facts: then),
      case .expected(let new) = Rules.predict(after.aspect, after.subject, facts: now),
      old.outcome != new.outcome || old.mechanism != new.mechanism
    else { return nil }
    return "the release's change, not a fault of this cluster: Cilium \(releases.before): \(old.reason); Cilium "
      + "\(releases.after): \(new.reason)"
  }
}
