/// Asks again the nodes whose WireGuard sent to a peer and got nothing back, once one that is there must have answered:
/// before, nobody can tell a peer that is away from one that does not take what it is sent.
struct SilentPeers: Sendable {
  let facts: ClusterFacts
  /// Since when is counted.
  let since: ContinuousClock.Instant

  /// The nodes to ask again: senders of pairs whose cases are not as predicted, whose peers were counted for too short a
  /// time. Pure.
  func senders(_ cases: [CaseRecord], _ tunnels: [String: TunnelListings]) -> [String] {
    let failing = cases.filter { $0.subject.target != nil && ($0.verdict == .deviates || $0.verdict == .inconclusive) }
    let record = TailnetJudge.record(facts, pairs: failing.map(\.subject).uniqued(), after: tunnels)
    let open = (record?.paths ?? []).filter { path in
      path.isUnanswered && (path.countedSeconds ?? 0) < TailnetPath.answersWithin
    }
    return open.map(\.subject.source).uniqued()
  }

  /// What the nodes tell then; one that cannot be asked is missing.
  func ask(_ nodes: [String], _ shell: AgentShell) async throws -> [String: TunnelListings] {
    try await Task.sleep(until: since + .seconds(TailnetPath.answersWithin))
    var told: [String: TunnelListings] = [:]
    await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
      let listings = await TunnelCommand.read(node, shell)
      return (node, listings?.counted(since: since))
    } take: { (node: String, listings: TunnelListings?) in
      told[node] = listings
    }
    return told
  }
}

extension TunnelListings {
  /// The same, told how long after a moment they were read.
  func counted(since moment: ContinuousClock.Instant) -> TunnelListings {
    var listings = self
    listings.countedSeconds = (ContinuousClock.now - moment) / .seconds(1)
    return listings
  }
}
