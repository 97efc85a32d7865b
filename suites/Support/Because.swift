import Cilium
import Conformance

/// One of a node's two uplinks, by what it is for.
public enum Role: Sendable, Hashable {
  /// Towards the physical network and the internet.
  case physical
  /// Towards the other nodes, WireGuard.
  case tailnet

  /// The uplink's name on a node.
  func device(of node: NodeFacts) -> String? {
    switch self {
    case .physical: node.uplinks.physical?.name
    case .tailnet: node.uplinks.tailnet?.name
    }
  }
}

/// Why a path works or fails, in a chapter's words: a mechanism without names and addresses.
public enum Because: Sendable, Hashable {
  /// Both ends are on one node.
  case staysOnNode
  /// The address is one of the node's own that Cilium knows as the host's.
  case deliveredToHost
  /// In the tunnel between the Kubernetes node IPs, which reach each other.
  case tunnelBetweenNodeIPs
  /// The DNS pods are on the same node, or behind the tunnel.
  case dnsPodsWithinReach
  /// By an uplink, with its address.
  case translated(by: Role)
  /// By an uplink with the pod's own address, and somebody drops it.
  case untranslated(by: Role, droppedBy: Mechanism.Dropper)
  /// By the only selected uplink, whatever the routes say; nobody behind it takes the packet.
  case forcedOut(by: Role)
  /// The hosts do not reach each other's address.
  case nodesApart
  /// The DNS pods do not reach their upstream.
  case unresolved
  /// It became ready earlier and does not ask again.
  case staysReady
  /// By the nodes' own routes, with a node's address.
  case routedByNodes
  /// The sender's sockets are translated to a backend themselves.
  case balancedAtSource
  /// So it is set.
  case configured

  /// Whether a mechanism is this one, on a node.
  func matches(_ mechanism: Mechanism, on node: NodeFacts) -> Bool {
    switch (self, mechanism) {
    case (.staysOnNode, .staysOnNode), (.deliveredToHost, .deliveredToHost), (.nodesApart, .nodesApart),
      (.tunnelBetweenNodeIPs, .tunnelBetweenNodeIPs), (.unresolved, .unresolved), (.staysReady, .staysReady),
      (.dnsPodsWithinReach, .staysOnNode), (.dnsPodsWithinReach, .tunnelBetweenNodeIPs), (.configured, .configured),
      (.routedByNodes, .routedByNodes), (.balancedAtSource, .balancedAtSource):
      true
    case (.translated(let role), .translated(let device, _)), (.forcedOut(let role), .forcedOut(let device, _)):
      role.device(of: node) == device
    case (.untranslated(let role, let dropper), .untranslated(let device, let droppedBy)):
      role.device(of: node) == device && dropper == droppedBy
    default: false
    }
  }
}
