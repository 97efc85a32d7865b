/// What was read of the agents beside the probes, to be asked while a cause is looked for.
struct DiagnosisContext: Sendable {
  /// Whether nothing was measured: what is known was read, from an archive or of agents.
  var isInspection = false
  /// What their tables hold of the run's pods and Services.
  var datapath = DatapathRecord()
  /// What their nodes counted.
  var nodes: [NodeHealth] = []

  /// The servers outside that were asked; nil where that is not known.
  var endpoints: ExternalEndpoints?

  /// What the nodes' own networks said of the endpoints outside, where they were asked.
  var controls = HostControls()

  /// The endpoints outside that are down for everybody, by the aspect that asks them.
  var outages: [Aspect: Outage] = [:]

  /// What was told of the overlay's ways between nodes, before and after the probes.
  var tailnet: TailnetRecord?

  /// For how many seconds was counted, and so probed; nil where that is not known.
  var seconds: Double?

  /// Whether a WireGuard peer that was sent to sent nothing back, where its packets would pass a place, for as long as one
  /// that is there answers within.
  func hasSilentPeer(at place: FaultPlace) -> Bool {
    tailnet?.paths.contains { path in
      // First what is rarely so: a large cluster has many paths, and each of many supposed faults asks.
      guard path.isUnanswered, (path.countedSeconds ?? seconds ?? 0) >= TailnetPath.answersWithin,
        let target = path.subject.target
      else { return false }
      return place.holds(path.subject.source, target)
    } ?? false
  }

  /// How many packets a node dropped during the run because of policies; `nil` where it could not be read.
  func policyDrops(on node: String) -> Double? { drops("Policy denied", on: node) }

  /// How many packets a node's kernel dropped during the run because of where they came from; `nil` where that was not
  /// counted.
  func sourceFiltered(on node: String) -> Double? { nodes.first { $0.node == node }?.sourceFiltered }

  /// How many packets a node dropped during the run for a reason that begins so; `nil` where it could not be read.
  func drops(_ reason: String, on node: String) -> Double? {
    nodes.first { $0.node == node }?.drops?.filter { $0.reason.hasPrefix(reason) }.reduce(0) { $0 + $1.packets }
  }
}
