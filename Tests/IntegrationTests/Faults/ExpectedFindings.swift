import Conformance
import Lab

/// What a run must find when the lab is broken on purpose: which cells are not green, and why.
struct ExpectedFindings {
  static let m = "instance-master"
  static let w = "instance-worker"
  static let nodes = [m, w]

  /// A cell of the matrix.
  struct Cell: Hashable, CustomStringConvertible {
    var aspect: Aspect
    var subject: Subject
    var description: String { "\(aspect.rawValue) [\(subject)]" }
  }

  /// The scenario in which the fault is shown.
  var scenario = Scenario.both
  /// Cells that deviate.
  var deviating: Set<Cell> = []
  /// Cells that are inconclusive.
  var inconclusive: Set<Cell> = []
  /// Cells that the fault may or may not touch, because they depend on chance (a Service chooses a backend, a crash
  /// loop has bright moments). They must be green or among the codes.
  var eitherWay: Set<Cell> = []
  /// The diagnoses that may be given, and of which each must be given.
  var codes: Set<String>
  /// Whether the cause may be open instead, because what tells it comes with time: never another one.
  var mayBeUnexplained = false
  /// Whether Tailscale has to be asked by its socket, because nothing else tells.
  var asksTailscale = false
  /// Whether packets have to be captured, because nothing else tells.
  var needsPackets = false
  /// How often each path has to be tried, because one try tells nothing.
  var samples = 1
  /// What must be told of the overlay of those findings that no case shows (``ofOverlay``).
  var overlay: Set<String> = []
  /// The nodes that cannot take part.
  var leftOut: Set<String> = []

  /// The findings about an overlay whose paths work all the same.
  static let ofOverlay: Set = ["tailnet-relayed", "tailnet-key-expiry", "stun-unanswered"]

  static func cells(_ aspects: [Aspect], on chosen: [String] = nodes) -> Set<Cell> {
    Set(
      aspects.flatMap { aspect in
        Subject.all(aspect.scope, nodes: nodes).filter { chosen.contains($0.source) }
          .map { Cell(aspect: aspect, subject: $0) }
      })
  }

  private static let tunnel: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName]
  private static let saidByAgent: [Aspect] = [
    .selectedDevices, .masquerade, .configurationApplied, .directRoutingDevice, .nodePortAddresses,
  ]
  /// What is inconclusive where the worker's agent does not answer: all from there, and towards it what only it knows.
  private static let withoutWorkersAgent = cells(Aspect.asked(of: [.ipv4]), on: [w]).union(
    cells(
      [
        .pathMTU, .nodeIP, .otherUplinks, .nodePortOtherNode, .nodePortLocalOtherNode, .nodePortLocalEmptyOtherNode,
      ], on: [m]))
  private static let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]

  /// The findings that packets add or change, of the faults that only packets tell apart.
  static func captured(_ fault: LabFault) -> ExpectedFindings {
    var expected = of(fault)
    switch fault {
    // Of connections to NodePorts no packets are captured.
    case .vxlanLost: expected.codes = ["tunnel-lost-on-the-way", "vxlan-blocked"]
    case .replyLost: expected.codes = ["reply-lost"]
    case .clearTextLeak:
      expected.deviating = cells(tunnel)
      expected.codes = ["clear-text-leak"]
    default: break
    }
    return expected
  }

  /// The findings that belong to a fault.
  static func of(_ fault: LabFault) -> ExpectedFindings {
    switch fault {
    case .vxlanDropped:
      ExpectedFindings(deviating: cells(tunnel + [.nodePortLocalOtherNode]), codes: ["vxlan-blocked"])
    case .wireguardPeerDown:
      // The API server reaches the worker's kubelet over the tailnet too: whatever starts on the worker cannot be asked.
      ExpectedFindings(
        deviating: cells(
          [.crossNodePod, .crossNodeService, .otherNodeIP, .clusterName, .externalName], on: [m]),
        inconclusive: withoutWorkersAgent,
        // Nobody can read what the worker's peers may use; a peer that is there would have answered all the same, and
        // nothing came from it.
        codes: ["tailnet-down"])
    case .externalDNSDown:
      ExpectedFindings(inconclusive: cells([.upstreamDNS, .externalName]), codes: ["endpoint-down"])
    case .clusterDNSCrashLooping:
      ExpectedFindings(
        deviating: cells([.clusterDNSReady, .clusterDNSRestart, .clusterName, .externalName]),
        codes: ["cluster-dns-unhealthy"])
    case .httpsEndpointDown:
      ExpectedFindings(inconclusive: cells([.externalHTTPS]), codes: ["endpoint-down"])
    case .httpsWrongAddress:
      ExpectedFindings(deviating: cells([.externalHTTPS]), codes: ["https-wrong-address"])
    case .snatWrongAddress:
      ExpectedFindings(deviating: cells(outside + [.natExternal]), codes: ["snat-wrong-address"])
    case .snatMissing:
      ExpectedFindings(deviating: cells(outside + [.natExternal]), codes: ["snat-missing"])
    case .natReverseMissing:
      ExpectedFindings(deviating: cells([.natExternal, .natNodeAddress]), codes: ["nat-reverse-missing"])
    case .staleAgentDevices:
      // With enp0s6 alone 1.18 would lose every tailnet address, its own node's too; the agents have both still.
      ExpectedFindings(
        scenario: .physicalOnly,
        deviating: cells([
          .selectedDevices, .masquerade, .configurationApplied, .ownNodeIP, .otherNodeIP, .apiService, .natNodeAddress,
          .pathMTU, .clusterDNSRestart, .nodePortAddresses, .directRoutingDevice,
        ]),
        codes: ["devices-not-applied"])
    case .ciliumNodeIPDiffers:
      ExpectedFindings(
        // The other node's sockets know the wrong address; packets for the right one get an answer from a local backend only.
        deviating: cells(tunnel).union(cells([.nodeIP, .directRoutingDevice, .nodePortLocalOtherNode], on: [w]))
          .union(cells([.nodePortOtherNode, .nodePortLocalEmptyOtherNode], on: [m])),
        codes: ["cilium-node-ip-differs"])
    case .pathMTUSmaller:
      ExpectedFindings(
        deviating: cells([.pathMTU]), eitherWay: cells([.apiService, .clusterDNSRestart], on: [w]),
        codes: ["path-mtu-smaller"])
    case .defaultRouteOnTailnet:
      // The tailnet's device is selected and translates: that is as its routes say.
      ExpectedFindings(deviating: cells(outside + [.defaultRoute]), codes: ["default-route-moved"])
    case .vxlanLost:
      ExpectedFindings(deviating: cells(tunnel + [.nodePortLocalOtherNode]), codes: ["vxlan-blocked"])
    case .replyLost:
      ExpectedFindings(deviating: cells(outside), codes: ["no-way-out"])
    case .podsByWrongUplink:
      // The rule that does it is read, and named.
      ExpectedFindings(deviating: cells(outside + [.defaultRoute]), codes: ["default-route-moved"])
    case .clearTextLeak:
      // Every packet arrives: only its copy is wrong, and that only a capture shows.
      ExpectedFindings(codes: [])
    case .policyDenied:
      ExpectedFindings(
        deviating: cells([.sameNodePod, .crossNodePod, .crossNodeService, .nodePortLocalOtherNode]),
        codes: ["policy-denied"])
    case .staleServiceBackends:
      ExpectedFindings(deviating: cells([.clusterName, .externalName]), codes: ["service-backends-differ"])
    case .ruleDrops:
      ExpectedFindings(
        deviating: cells([.externalPing, .upstreamDNS, .natExternal], on: [w]).union(cells([.externalName])),
        eitherWay: cells([.externalHTTPS]), codes: ["route-in-the-way"])
    case .forwardingOff:
      // The lab's pods are the kernel's alone, so that what Cilium redirects itself fails there, too.
      ExpectedFindings(
        deviating: cells(
          [
            .sameNodePod, .externalPing, .upstreamDNS, .otherNodeIP, .apiService, .natExternal, .natNodeAddress,
            .clusterDNSRestart,
          ], on: [w]
        ).union(cells(tunnel)).union(cells([.nodePortLocalOtherNode], on: [m])), eitherWay: cells([.externalHTTPS]),
        codes: ["forwarding-off"])
    case .marksLookedUpBack:
      // Only what is handed to the proxy loses its way, which the guide's lab has nothing for.
      ExpectedFindings(codes: [])
    case .strictSourceFilter:
      // What comes out of the lab's tunnel comes by another device than leads back. No fact tells that from a tunnel whose
      // packets are dropped; the kernel's counter does.
      ExpectedFindings(
        deviating: cells(tunnel + [.nodePortLocalOtherNode]), eitherWay: cells([.externalHTTPS]),
        codes: ["reverse-path-filter"])
    case .tunnelOneWay:
      // What a node sends needs an answer: one direction breaks both.
      ExpectedFindings(
        deviating: cells(tunnel + [.nodePortLocalOtherNode]), eitherWay: cells([.externalHTTPS]),
        codes: ["vxlan-blocked"])
    case .lossyTunnel:
      // What asks for several things, or tries again by itself, may lose no more than is tolerated.
      ExpectedFindings(
        deviating: cells([.crossNodePod, .crossNodeService]),
        eitherWay: cells([.pathMTU, .clusterName, .externalName, .externalHTTPS, .nodePortLocalOtherNode]),
        codes: ["packet-loss"], samples: 30)
    case .pingFiltered:
      ExpectedFindings(deviating: cells([.externalPing], on: [w]), codes: ["filtered-at-node"])
    case .noWayOut:
      // A name is asked of every DNS pod, and one of them cannot ask further.
      ExpectedFindings(
        deviating: cells([.externalPing, .externalHTTPS, .upstreamDNS], on: [w]).union(cells([.externalName])),
        eitherWay: cells([.externalHTTPS], on: [m]), codes: ["no-way-out"])
    case .addressAdded:
      ExpectedFindings(
        deviating: cells([.externalPing, .externalHTTPS, .upstreamDNS], on: [w]).union(cells([.externalName])),
        eitherWay: cells([.externalHTTPS], on: [m]), codes: ["masquerade-address-unrouted"])
    case .allowedIPsShort:
      // The worker cannot be asked, as with peers that are down; the first node's own peers tell why.
      ExpectedFindings(
        deviating: cells(
          [.crossNodePod, .crossNodeService, .otherNodeIP, .clusterName, .externalName], on: [m]),
        inconclusive: withoutWorkersAgent,
        codes: ["peer-allowed-ips-short"])
    case .hostFirewall:
      // What is for the host itself; the tunnel's packets and kubelet's pass. It is known by the agent's health check, or,
      // before its first, by connections to kubelet's port, which is let in, and to the health check's, which is not. A
      // health check of before the firewall says that all was well.
      ExpectedFindings(
        deviating: [.init(aspect: .otherNodeIP, subject: .pair(from: m, to: w))], codes: ["host-firewall"],
        mayBeUnexplained: true)
    case .kubeletBlocked:
      ExpectedFindings(
        inconclusive: withoutWorkersAgent,
        codes: ["kubelet-unreachable"])
    case .dnsUpstreamLost:
      ExpectedFindings(
        deviating: cells([.externalName]), eitherWay: cells([.externalHTTPS]), codes: ["dns-upstream-lost"])
    case .deviceMTULowered:
      // Agents follow since 1.17, and what Cilium announces is what arrives.
      ExpectedFindings(codes: [])
    case .forwardDropped:
      // Cilium's programs pass netfilter by in the guide's lab: its faults are those that it can show.
      ExpectedFindings(codes: [])
    case .identityCollides:
      // The guide's lab has no Tailscale rules; its faults are those that it can show.
      ExpectedFindings(codes: [])
    case .agentFrozen:
      // Nothing of the node can be read, so nothing is predicted of it; what its pods do is told all the same.
      ExpectedFindings(
        inconclusive: withoutWorkersAgent,
        codes: ["agent-silent"])
    case .uplinkDown, .defaultRouteMissing, .uplinkAddressGone:
      // The tailnet goes by the same card, so that the node is cut off, and what is wrong with it nobody can read. Where another
      // network joins the nodes, it is told: `NodeFaultTests`.
      ExpectedFindings(
        deviating: of(.wireguardPeerDown).deviating, inconclusive: of(.wireguardPeerDown).inconclusive,
        codes: ["tailnet-down"])
    case .wireguardPeerGone:
      ExpectedFindings(
        deviating: of(.allowedIPsShort).deviating, inconclusive: of(.allowedIPsShort).inconclusive,
        codes: ["wireguard-peer-missing"])
    case .clusterDNSGone:
      ExpectedFindings(deviating: cells([.clusterName, .externalName]), codes: ["cluster-dns-missing"])
    case .agentNotStarting:
      // The datapath of the agent before stays, and what only an agent could say is expected to be said.
      ExpectedFindings(
        deviating: cells(saidByAgent, on: [w]),
        inconclusive: of(.agentFrozen).inconclusive.subtracting(cells(saidByAgent, on: [w])),
        codes: ["agent-does-not-start"])
    case .nodeGone:
      // It takes no part, and nothing else is blamed.
      ExpectedFindings(codes: [], leftOut: [w])
    case .tailnetRelayed:
      // A detour is a warning: everything arrives.
      ExpectedFindings(codes: [], overlay: ["tailnet-relayed"])
    case .tailnetKeyExpired:
      // The worker cannot be asked, as with peers that are down; the first node's Tailscale knows why.
      ExpectedFindings(
        deviating: of(.allowedIPsShort).deviating, inconclusive: of(.allowedIPsShort).inconclusive,
        codes: ["tailnet-key-expiry"], asksTailscale: true, overlay: ["tailnet-key-expiry"])
    case .tailnetKeyExpiring:
      ExpectedFindings(codes: [], asksTailscale: true, overlay: ["tailnet-key-expiry"])
    case .stunBlocked:
      // The peers know each other's endpoints, so that everything arrives.
      ExpectedFindings(codes: [], needsPackets: true, overlay: ["stun-unanswered"])
    case .podsNotStarting:
      ExpectedFindings(
        inconclusive: cells(
          [
            .sameNodePod, .externalPing, .externalHTTPS, .upstreamDNS, .clusterName, .externalName, .ownNodeIP,
            .ownUplinks, .otherUplinks,
            .otherNodeIP, .apiService, .natExternal, .natNodeAddress, .clusterDNSRestart,
          ], on: [w]
        ).union(cells([.crossNodePod, .crossNodeService, .pathMTU])).union(cells([.nodePortLocalOtherNode], on: [m]))
          .union(cells([.nodePortOtherNode, .nodePortLocalEmptyOtherNode], on: [w])),
        codes: ["probe-pod-not-running"])
    }
  }
}
