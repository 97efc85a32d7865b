import Conformance
import Lab

/// A fault with which a topology is tried, and what of it must be found.
struct TopologyFault {
  var fault: LabFault
  /// What is not green, from every node.
  var aspects: Set<Aspect>
  /// What may be red or green, because it depends on chance.
  var eitherWay: Set<Aspect> = []
  /// What it is called.
  var code: String

  /// Two for each topology whose cells are predicted.
  static let of: [String: [TopologyFault]] = [
    "single-uplink": [vxlanDropped, snatMissing(outside.union([.natExternal, .natNodeAddress]))],
    "three-nodes": [
      vxlanDropped,
      // The tailnet's device is selected and translates: that is as its routes say.
      TopologyFault(
        fault: .defaultRouteOnTailnet, aspects: outside.union([.defaultRoute, .hostExternalHTTPS]),
        code: "default-route-moved"),
      // Only what is made while the fault holds: the cluster DNS pods answer those of their own nodes.
      TopologyFault(
        fault: .identityCollides, aspects: [.crossNodePod, .crossNodeService, .pathMTU],
        eitherWay: nodePorts.union([.clusterName, .externalName]).union(hostsToPods), code: "mark-collision"),
    ],
    "public-private": [vxlanDropped, snatMissing(outside.union([.natExternal]))],
    "kubespan": [vxlanDropped, snatMissing(outside.union([.natExternal]))],
    "native": [
      snatMissing(outside.union([.natExternal])),
      policyDenied([.sameNodePod, .crossNodePod, .crossNodeService]),
    ],
    "netfilter": [vxlanDropped, policyDenied([.sameNodePod, .crossNodePod, .crossNodeService])],
    "dual-stack": [
      vxlanDropped(tunnelled.union(tunnelledIPv6)),
      snatMissing(outside.union(outsideIPv6).union([.natExternal, .natExternalIPv6])),
    ],
    "bridge": [vxlanDropped, snatMissing(outside.union([.natExternal, .natNodeAddress]))],
    "tap-overlay": [vxlanDropped, snatMissing(outside.union([.natExternal]))],
    "ip-masq-agent": [vxlanDropped, snatMissing(outside.union([.natExternal]))],
    // Nothing outside answers there, whatever is broken.
    "no-masquerade": [
      vxlanDropped([
        .crossNodePod, .crossNodeService, .pathMTU, .clusterName, .hostPodOtherNode, .hostServiceOtherNode,
      ]),
      policyDenied([.sameNodePod, .crossNodePod, .crossNodeService]),
    ],
    "ipv6-only": [
      vxlanDropped(tunnelledIPv6), snatMissing(outsideIPv6.union([.natExternalIPv6, .natNodeAddressIPv6])),
    ],
  ]

  private static let outside: Set<Aspect> = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]
  private static let outsideIPv6: Set<Aspect> = [
    .externalPingIPv6, .externalHTTPSIPv6, .upstreamDNSIPv6, .externalNameIPv6,
  ]
  private static let tunnelled: Set<Aspect> = [
    .hostPodOtherNode, .hostServiceOtherNode,
    .crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName,
  ]
  private static let tunnelledIPv6: Set<Aspect> = [
    .hostPodOtherNodeIPv6, .hostServiceOtherNodeIPv6,
    .crossNodePodIPv6, .crossNodeServiceIPv6, .pathMTUIPv6, .clusterNameIPv6, .externalNameIPv6,
  ]
  /// What pods reach with their own addresses over plain networks, and what DNS pods need of that: the API.
  static let unmasqueraded: Set<Aspect> = [.otherNodeIP, .otherUplinks, .apiService, .clusterDNSReady]
  /// Whether what is done to pods' packets is done to the host's, the fault decides.
  private static let hostsToPods: Set<Aspect> = [
    .hostPodOtherNode, .hostServiceOtherNode, .hostClusterName,
  ]
  private static let nodePorts = Set(Aspect.allCases.filter { $0.area == .nodePorts })
  private static let vxlanDropped = vxlanDropped(tunnelled)

  private static func vxlanDropped(_ aspects: Set<Aspect>) -> TopologyFault {
    // Where the backend of a NodePort is decides whether its packets need the tunnel.
    TopologyFault(
      fault: .vxlanDropped, aspects: aspects,
      eitherWay: nodePorts.union([.hostClusterName, .hostClusterNameIPv6]), code: "vxlan-blocked")
  }

  private static func policyDenied(_ aspects: Set<Aspect>) -> TopologyFault {
    TopologyFault(
      fault: .policyDenied, aspects: aspects, eitherWay: nodePorts.union(hostsToPods), code: "policy-denied")
  }

  private static func snatMissing(_ aspects: Set<Aspect>) -> TopologyFault {
    TopologyFault(fault: .snatMissing, aspects: aspects, code: "snat-missing")
  }
}
