import Cilium

/// What an IPv6 host does with a packet that arrives (`ip6_rcv_core`, `ip6_route_input`, `ip6_forward`).
struct Input6 {
  let host: RoutingHost
  let flow: PacketFlow
  let from: IPAddress
  let device: String

  var decision: ForwardingDecision {
    guard let to = flow.to.ipv6, let source = from.ipv6 else { return drop(.invalidAddress, ErrorNumber.invalid) }
    guard let link = host.linksByName[device] else { return drop(.deviceDown, ErrorNumber.noDevice) }
    let (toType, fromType) = (V6Type(to), V6Type(source))
    if fromType.kind == .multicast { return drop(.martianSource, ErrorNumber.invalid) }
    if !link.isLoopback {
      if fromType.kind == .loopback { return drop(.martianSource, ErrorNumber.invalid) }
      if toType.kind == .loopback { return drop(.martianDestination, ErrorNumber.invalid) }
    }
    if toType.kind == .multicast {
      return ForwardingDecision(.notKnown("whether the host listens to the group \(to) or forwards it is not covered"))
    }
    let found = lookup(isStrict: toType.needsDevice)
    guard case .leaves = found.outcome else { return found }
    return forwarding(found, sourceType: fromType)
  }

  /// The lookup alone, without what is checked when the packet is passed on.
  func lookup(isStrict: Bool) -> ForwardingDecision {
    let key = FlowKey(input: flow, from: from, device: device, host: host)
    let tables = TableLookup6(host: host, flow: key, device: device, isStrict: isStrict)
    switch tables.result() {
    case .notKnown(let reason): return ForwardingDecision(.notKnown(reason))
    case .nothing: return drop(.noRoute, ErrorNumber.networkUnreachable)
    case .drop(let drop, let route, let rule): return ForwardingDecision(.dropped(drop), rule: rule, route: route)
    case .match(let route, let hops, let rule):
      return Routed6(host: host, route: route, hops: hops, rule: rule).decision { _ in .given(from) }
    }
  }

  private func forwarding(_ found: ForwardingDecision, sourceType: V6Type) -> ForwardingDecision {
    let all = host.sysctls.ipv6("forwarding", "all")
    // Since 6.17 a single device may forward.
    let isForced = host.sysctls.ipv6("force_forwarding", device) == 1
    if all == 0, !isForced { return drop(.notForwarding, ErrorNumber.hostUnreachable) }
    // A link-local source does not leave its link, and an unspecified one is for no one else.
    if sourceType.kind == .linkLocal || sourceType.kind == .any {
      return ForwardingDecision(
        .dropped(PacketDrop(.martianSource, ErrorNumber.hostUnreachable)), rule: found.rule, route: found.route)
    }
    return all == nil ? found.assuming([.forwarding]) : found
  }

  private func drop(_ kind: PacketDrop.Kind, _ errno: Int32) -> ForwardingDecision {
    ForwardingDecision(.dropped(PacketDrop(kind, errno)))
  }
}
