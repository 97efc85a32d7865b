extension LabFault {
  /// Why the fault cannot be shown in a topology; nil when it can.
  public func inapplicability(in topology: LabTopology) -> String? {
    let tunnels = topology.cilium.routing == .tunnel
    switch self {
    case .vxlanDropped, .vxlanLost, .clearTextLeak, .tunnelOneWay:
      return tunnels ? nil : "its routing is native, so there is no tunnel"
    case .wireguardPeerDown, .pathMTUSmaller:
      guard topology.overlays.contains(where: { $0.kind != .zerotier }) else { return "it has no WireGuard" }
      return topology.crossesInternet ? nil : "its overlay does not cross the internet, where this fault is"
    case .snatMissing, .snatWrongAddress:
      guard topology.cilium.masquerade != .none else { return "it does not masquerade" }
      if self == .snatWrongAddress, topology.nodes.contains(where: { $0.otherUplink == nil }) {
        return "a node has no second uplink whose address could be taken"
      }
      return nil
    case .defaultRouteOnTailnet, .podsByWrongUplink:
      return topology.nodes.allSatisfy { $0.otherUplink != nil } ? nil : "a node has no second uplink with an address"
    case .ciliumNodeIPDiffers:
      guard let last = topology.nodes.max(by: { $0.name < $1.name }), last.defaultUplink?.device != last.nodeIP else {
        return "the last node's default uplink holds its node IP"
      }
      return nil
    case .strictSourceFilter where topology.families == [.ipv6]:
      return "Linux checks by which device packets come for IPv4 only"
    case .strictSourceFilter:
      return tunnels ? nil : "its routing is native, so packets come by the devices that lead back"
    case .allowedIPsShort:
      return topology.tunnelOverlay.map { $0.kind != .zerotier } == true
        ? nil : "no WireGuard of it carries the nodes' own traffic"
    case .addressAdded:
      guard topology.families.contains(.ipv4) else { return "its pods have no IPv4" }
      guard topology.cilium.masquerade == .bpf else { return "netfilter takes the address that the route gives" }
      guard let last = KernelFaults.node(of: topology), let uplink = last.defaultUplink else {
        return "its last node has no default uplink"
      }
      guard topology.segment(uplink.network)?.internet == .nat else {
        return "the last node's own address is a public one, too"
      }
      return uplink.device == last.nodeIP ? "Cilium takes the node IP, which is on the default uplink" : nil
    case .identityCollides:
      let has = tunnels && topology.overlays.contains { $0.kind == .tailscale }
      return has ? nil : "no overlay of it has Tailscale's rules, or there is no tunnel whose packets they could take"
    case .natReverseMissing:
      return topology.cilium.masquerade == .bpf ? nil : "there is no BPF NAT table without BPF masquerading"
    case .externalDNSDown, .clusterDNSCrashLooping, .httpsEndpointDown, .httpsWrongAddress, .staleAgentDevices,
      .podsNotStarting, .replyLost, .policyDenied, .staleServiceBackends, .ruleDrops, .forwardingOff,
      .agentFrozen, .pingFiltered, .noWayOut:
      return nil
    }
  }
}
