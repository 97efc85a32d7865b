import Cilium

/// What a running agent says of itself: observations, never facts.
struct AgentReadings: Sendable {
  /// A reading with its evidence, or why there is none.
  struct Reading<Value: Sendable>: Sendable {
    var value: Result<Value, AgentShell.Failure>
    var evidence: Evidence
  }

  var nodeList: Reading<[CiliumNodeEntry]>
  var status: Reading<AgentStatus>
  var masquerading: Reading<AgentStatus.MasqueradingLine>
  var configuration: Reading<AgentConfiguration>
  var tables: Reading<NodeTables>
  /// The addresses that the agent counts as the node's own.
  var nodeAddresses: Reading<[NodeAddress]>
}
