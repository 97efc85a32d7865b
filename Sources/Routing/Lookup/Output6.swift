import Cilium

/// What an IPv6 host does with a packet of its own (`ip6_route_output_flags_noref`).
struct Output6 {
  let host: RoutingHost
  let flow: PacketFlow

  var decision: ForwardingDecision {
    guard let to = flow.to.ipv6 else {
      return ForwardingDecision(.dropped(PacketDrop(.invalidAddress, ErrorNumber.invalid)))
    }
    if let device = flow.outputDevice, host.linksByName[device] == nil {
      return ForwardingDecision(.dropped(PacketDrop(.deviceDown, ErrorNumber.noDevice)))
    }
    let type = V6Type(to)
    if type.kind == .linkLocal || type.kind == .multicast, let vrf = host.vrf(of: flow.outputDevice) {
      return ForwardingDecision(
        .notKnown("link-local and multicast destinations within the VRF \(vrf.name) are not covered"))
    }
    let hasSource = flow.from.map { !AddressBits($0).isZero } ?? false
    let key = FlowKey(output: flow, host: host)
    let isStrict = type.needsDevice || (flow.outputDevice != nil && !hasSource)
    let tables = TableLookup6(host: host, flow: key, device: key.outputDevice, isStrict: isStrict)
    switch tables.result() {
    case .notKnown(let reason): return ForwardingDecision(.notKnown(reason))
    case .nothing: return ForwardingDecision(.dropped(PacketDrop(.noRoute, ErrorNumber.networkUnreachable)))
    case .drop(let drop, let route, let rule): return ForwardingDecision(.dropped(drop), rule: rule, route: route)
    case .match(let route, let hops, let rule):
      return Routed6(host: host, route: route, hops: hops, rule: rule).decision { hop in
        if hasSource, let from = flow.from { return .given(from) }
        return SourceSelection6(host: host).source(by: route, device: hop.device, to: flow.to, vrf: key.vrf)
      }
    }
  }
}

/// A decision by an IPv6 route.
struct Routed6 {
  let host: RoutingHost
  let route: KernelRoute
  let hops: [KernelRoute.Hop]
  let rule: PolicyRule?

  func decision(source: (KernelRoute.Hop) -> SourceAddress) -> ForwardingDecision {
    guard route.areHopsKnown else {
      return ForwardingDecision(
        .notKnown("the next hops of the route \(route) are not known"), rule: rule, route: route)
    }
    var paths: [ForwardingPath] = []
    for hop in hops {
      let path = ForwardingPath(kind: route.kind, device: device(hop), gateway: hop.gateway, source: source(hop))
      if !paths.contains(path) { paths.append(path) }
    }
    if isOwn, let path = paths.first { return ForwardingDecision(.delivered(path), rule: rule, route: route) }
    return ForwardingDecision(.leaves(paths), rule: rule, route: route)
  }

  private var isOwn: Bool { route.kind == .local || route.kind == .anycast }

  /// What goes to the host itself goes through the loopback device, or the VRF (`ip6_rt_get_dev_rcu`).
  private func device(_ hop: KernelRoute.Hop) -> String {
    guard isOwn else { return hop.device }
    guard let vrf = host.vrf(of: hop.device) else { return host.loopback }
    let needsDevice = route.destination.address.ipv6.map { V6Type($0).needsDevice } ?? false
    return vrf.name == hop.device || !needsDevice ? vrf.name : host.loopback
  }
}
