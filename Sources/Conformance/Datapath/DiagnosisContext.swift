/// What was read of the agents beside the probes, to be asked while a cause is looked for.
struct DiagnosisContext: Sendable {
  /// What their tables hold of the run's pods and Services.
  var datapath = DatapathRecord()
  /// What their nodes counted.
  var nodes: [NodeHealth] = []

  /// How many packets a node dropped during the run because of policies; `nil` where it could not be read.
  func policyDrops(on node: String) -> Double? {
    nodes.first { $0.node == node }?.drops?.filter { $0.reason.hasPrefix("Policy denied") }
      .reduce(0) { $0 + $1.packets }
  }
}
