extension LabFault {
  /// Why the fault cannot be shown in a topology; nil when it can.
  public func inapplicability(in topology: LabTopology) -> String? {
    PlacedFault(self).inapplicability(in: topology)
  }

  /// - Parameter struck: The nodes where it is to be.
  fileprivate func inapplicability(in topology: LabTopology, on struck: [LabNode]) -> String? {
    let tunnels = topology.cilium.routing == .tunnel
    switch self {
    case .vxlanDropped, .vxlanLost, .clearTextLeak, .tunnelOneWay, .lossyTunnel:
      return tunnels ? nil : "its routing is native, so there is no tunnel"
    case .wireguardPeerDown, .pathMTUSmaller, .tailnetRelayed:
      guard topology.overlays.contains(where: { $0.kind != .zerotier }) else { return "it has no WireGuard" }
      return topology.crossesInternet ? nil : "its overlay does not cross the internet, where this fault is"
    case .snatMissing, .snatWrongAddress:
      guard topology.cilium.masquerade != .none else { return "it does not masquerade" }
      if self == .snatWrongAddress, struck.contains(where: { $0.otherUplink == nil }) {
        return "a node has no second uplink whose address could be taken"
      }
      return nil
    case .defaultRouteOnTailnet, .podsByWrongUplink:
      return struck.allSatisfy { $0.otherUplink != nil } ? nil : "a node has no second uplink with an address"
    case .ciliumNodeIPDiffers:
      guard let node = struck.first, node.defaultUplink?.device != node.nodeIP else {
        return "the node's default uplink holds its node IP"
      }
      return nil
    case .strictSourceFilter where topology.families == [.ipv6], .marksLookedUpBack where topology.families == [.ipv6]:
      return "Linux checks by which device packets come for IPv4 only"
    case .strictSourceFilter:
      return tunnels ? nil : "its routing is native, so packets come by the devices that lead back"
    case .allowedIPsShort, .wireguardPeerGone:
      return topology.tunnelOverlay.map { $0.kind != .zerotier } == true
        ? nil : "no WireGuard of it carries the nodes' own traffic"
    case .tailnetKeyExpired, .tailnetKeyExpiring:
      return topology.tunnelOverlay?.isTailscale == true
        ? nil : "no tailnet of it carries the nodes' own traffic"
    case .stunBlocked:
      let askers = STUNPlan(topology: topology, paths: LabPaths(), executable: "").askers.map(\.node)
      return struck.contains { askers.contains($0) } ? nil : "no tailnet of it has the node ask STUN servers"
    case .addressAdded:
      guard topology.families.contains(.ipv4) else { return "its pods have no IPv4" }
      guard topology.cilium.masquerade == .bpf else { return "netfilter takes the address that the route gives" }
      guard let node = struck.first, let uplink = node.defaultUplink else { return "the node has no default uplink" }
      guard topology.segment(uplink.network)?.internet == .nat else {
        return "the node's own address is a public one, too"
      }
      return uplink.device == node.nodeIP ? "Cilium takes the node IP, which is on the default uplink" : nil
    case .identityCollides:
      let has = tunnels && topology.overlays.contains { $0.kind == .tailscale }
      return has ? nil : "no overlay of it has Tailscale's rules, or there is no tunnel whose packets they could take"
    case .natReverseMissing:
      return topology.cilium.masquerade == .bpf ? nil : "there is no BPF NAT table without BPF masquerading"
    case .externalDNSDown, .clusterDNSCrashLooping, .httpsEndpointDown, .httpsWrongAddress, .staleAgentDevices,
      .podsNotStarting, .replyLost, .policyDenied, .staleServiceBackends, .ruleDrops, .forwardingOff,
      .agentFrozen, .pingFiltered, .noWayOut, .hostFirewall, .dnsUpstreamLost, .clusterDNSGone, .agentNotStarting,
      .marksLookedUpBack:
      return nil
    case .defaultRouteMissing:
      return struck.allSatisfy { $0.defaultUplink != nil } ? nil : "the node has no default route"
    case .uplinkDown, .uplinkAddressGone:
      guard struck.allSatisfy({ $0.defaultUplink != nil }) else { return "the node has no default uplink" }
      return struck.contains { $0.defaultUplink?.device == $0.nodeIP }
        ? "the card holds the node IP: without it the node is gone, which node-gone shows" : nil
    case .forwardDropped:
      return topology.cilium.masquerade == .bpf
        ? "Cilium's programs redirect past netfilter with BPF masquerading, so that no packet filter sees it" : nil
    case .kubeletBlocked, .nodeGone:
      guard let first = topology.nodes.first, struck.contains(where: { $0.name != first.name }) else {
        return "the API server is on that node itself"
      }
      return nil
    case .deviceMTULowered:
      return tunnels ? nil : "its routing is native, so there is no tunnel that needs room"
    }
  }
}

extension PlacedFault {
  /// Why it cannot be shown so in a topology; nil when it can.
  public func inapplicability(in topology: LabTopology) -> String? {
    let names = topology.nodes.map(\.name)
    if let node, !names.contains(node) {
      return "it has no node \(node); its nodes are \(names.joined(separator: ", "))"
    }
    if node != nil, !fault.hasNodes { return "it is the whole cluster's" }
    if direction != nil, !fault.hasDirections { return "it has no direction" }
    if direction != nil, node == nil, fault.home == .outside { return "a direction is seen from a node; name one" }
    return fault.inapplicability(in: topology, on: topology.nodes.filter { strikes($0.name, of: names) })
  }
}
