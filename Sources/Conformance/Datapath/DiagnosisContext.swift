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
