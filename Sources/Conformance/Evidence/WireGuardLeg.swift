import Tailnet

/// What became of a flow's tunnel packets in WireGuard, by the messages that left the node.
public struct WireGuardLeg: Sendable, Hashable, Codable {
  /// How many of them have a length by which their messages are known.
  public var judged: Int
  /// Where the messages went that carried them, one for each.
  public var endpoints: [UDPEndpoint]
  /// Whether messages of such lengths left by another uplink than the one that should carry them.
  public var isElsewhere: Bool
  /// Whether the probe was answered while no message can have been missed: without any that carried it, something else did.
  public var isWitnessed: Bool

  /// Makes a leg.
  public init(judged: Int, endpoints: [UDPEndpoint], isElsewhere: Bool = false, isWitnessed: Bool) {
    self.judged = judged
    self.endpoints = endpoints
    self.isElsewhere = isElsewhere
    self.isWitnessed = isWitnessed
  }

  /// Whether the packets surely went another way than straight by UDP.
  public var provesRelay: Bool { judged > 0 && endpoints.isEmpty && !isElsewhere && isWitnessed }
}
