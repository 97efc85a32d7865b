/// Why a path does what it does, as a value: what evidence can confirm or contradict, and what every sentence is written
/// from.
///
/// The outcome alone proves little: a path that was expected to fail may fail for another reason. Devices are interface
/// names, addresses are texts without a prefix length.
public enum Mechanism: Sendable, Hashable {
  /// What a packet that keeps or gets a wrong address meets on its way.
  public enum Dropper: String, Sendable, Codable, Hashable, CaseIterable {
    /// A WireGuard peer: the address is not in its AllowedIPs.
    case wireGuardPeer = "wireguard-peer"
    /// The network behind a physical uplink: a cloud's source check, or no way back.
    case physicalNetwork = "physical-network"
  }

  /// Both ends are on one node; no packet passes an uplink.
  case staysOnNode
  /// The address is one of the node's own that Cilium knows as the host's; no packet passes an uplink.
  case deliveredToHost
  /// In Cilium's tunnel between the Kubernetes node IPs, which reach each other.
  case tunnelBetweenNodeIPs
  /// A node's address, and in the tunnel all the same, with the pod's address.
  case tunnelledToNode
  /// Without a tunnel, by the nodes' own routes.
  case routedByNodes
  /// By the device, with this address of it.
  case translated(device: String, to: String?)
  /// By the device with the pod's own address, and somebody drops it.
  case untranslated(device: String, droppedBy: Dropper)
  /// The only selected device, whatever the routes say, with this address of it; nobody behind it takes the packet.
  case forcedOut(device: String, to: String?)
  /// The agent's route lookup for an address of the node itself fails, and it drops the packet.
  case localLookupFails
  /// The hosts of the two nodes do not reach each other's address.
  case nodesApart
  /// The node has no route to the address.
  case noRoute
  /// The sender's own socket is translated to a backend; no packet for the address leaves.
  case balancedAtSource
  /// The node that is asked hands it to a backend.
  case balancedAtNode
  /// Nothing of the node serves the port on that address.
  case portUnserved
  /// A Service has no ready endpoint.
  case noEndpoint
  /// The name is not resolved: what the DNS pod behind it meets.
  indirect case unresolved(Mechanism)
  /// Something is ready, because it became so earlier and does not ask again.
  case staysReady
  /// A setting, as Cilium reads it.
  case configured
}

extension Mechanism {
  /// The stable name, for records and reports.
  public var code: String {
    switch self {
    case .staysOnNode: "stays-on-node"
    case .deliveredToHost: "delivered-to-host"
    case .tunnelBetweenNodeIPs: "tunnel-between-node-ips"
    case .tunnelledToNode: "tunnelled-to-node"
    case .routedByNodes: "routed-by-nodes"
    case .translated: "translated"
    case .untranslated: "untranslated"
    case .forcedOut: "forced-out"
    case .localLookupFails: "local-lookup-fails"
    case .nodesApart: "nodes-apart"
    case .noRoute: "no-route"
    case .balancedAtSource: "balanced-at-source"
    case .balancedAtNode: "balanced-at-node"
    case .portUnserved: "port-unserved"
    case .noEndpoint: "no-endpoint"
    case .unresolved: "unresolved"
    case .staysReady: "stays-ready"
    case .configured: "configured"
    }
  }
}
