import Cilium

/// What an IPv4 host does with a packet that arrives (`ip_route_input_slow`, `__mkroute_input`).
struct Input4 {
  let host: RoutingHost
  let flow: PacketFlow
  let from: IPAddress
  let device: String

  var decision: ForwardingDecision {
    guard let to = flow.to.ipv4, let source = from.ipv4 else { return drop(.invalidAddress) }
    guard host.linksByName[device] != nil else { return drop(.deviceDown, ErrorNumber.noDevice) }
    if to.isMulticast {
      return ForwardingDecision(.notKnown("whether the host listens to the group \(to) or forwards it is not covered"))
    }
    if source.isMulticast || source.isLimitedBroadcast { return drop(.martianSource) }
    if to.isLimitedBroadcast || (source.rawValue == 0 && to.rawValue == 0) { return broadcast(nil, nil) }
    if source.isUnspecified { return drop(.martianSource) }
    if to.isUnspecified { return drop(.martianDestination) }
    if to.isLoopback || source.isLoopback {
      guard let isAllowed = host.sysctls.ipv4Either("route_localnet", device) else {
        return ForwardingDecision(.notKnown("route_localnet of \(device) was not read"))
      }
      if !isAllowed { return drop(to.isLoopback ? .martianDestination : .martianSource) }
    }
    return lookup()
  }

  private func drop(_ kind: PacketDrop.Kind, _ errno: Int32 = ErrorNumber.invalid) -> ForwardingDecision {
    ForwardingDecision(.dropped(PacketDrop(kind, errno)))
  }

  private func lookup() -> ForwardingDecision {
    let key = FlowKey(input: flow, from: from, device: device, host: host)
    switch TableLookup4(host: host, flow: key).result() {
    case .notKnown(let reason): return ForwardingDecision(.notKnown(reason))
    case .nothing: return unrouted(PacketDrop(.noRoute, ErrorNumber.networkUnreachable), nil, nil)
    case .drop(let drop, let route, let rule): return unrouted(drop, rule, route)
    case .match(let route, let hops, let rule):
      switch route.kind {
      case .broadcast: return broadcast(rule, route)
      case .local: return local(route, rule)
      case .unicast: return forwarded(route, hops, rule)
      default:
        return forwarding {
          ForwardingDecision(.dropped(PacketDrop(.martianDestination, ErrorNumber.invalid)), rule: rule, route: route)
        }
      }
    }
  }

  /// A host that does not forward says so before it says that there is no way.
  private func unrouted(_ drop: PacketDrop, _ rule: PolicyRule?, _ route: KernelRoute?) -> ForwardingDecision {
    forwarding { ForwardingDecision(.dropped(drop), rule: rule, route: route) }
  }

  /// What follows if the host forwards what arrives by the device.
  private func forwarding(_ then: () -> ForwardingDecision) -> ForwardingDecision {
    let value =
      host.sysctls.ipv4("forwarding", device)
      ?? host.sysctls["net.ipv4.ip_forward"] ?? host.sysctls.ipv4("forwarding", "all")
    if value == 0 { return drop(.notForwarding, ErrorNumber.hostUnreachable) }
    return value == nil ? then().assuming([.forwarding]) : then()
  }

  private func broadcast(_ rule: PolicyRule?, _ route: KernelRoute?) -> ForwardingDecision {
    if route != nil, host.sysctls.ipv4("bc_forwarding", "all") == 1 {
      return ForwardingDecision(.notKnown("bc_forwarding is set, which is not covered"), rule: rule, route: route)
    }
    let delivered = ForwardingDecision(
      .delivered(ForwardingPath(kind: .broadcast, device: receiver(route), source: .given(from))), rule: rule,
      route: route)
    guard from.ipv4?.isUnspecified == false else { return delivered }
    return validated(output: nil, isBroadcast: true, delivered)
  }

  private func local(_ route: KernelRoute, _ rule: PolicyRule?) -> ForwardingDecision {
    let path = ForwardingPath(kind: .local, device: receiver(route), source: .given(from))
    return validated(output: nil, ForwardingDecision(.delivered(path), rule: rule, route: route))
  }

  /// What goes to the host itself goes through the loopback device, or the VRF that the route is of (`ip_rt_get_dev`).
  private func receiver(_ route: KernelRoute?) -> String {
    host.vrf(of: route?.hops.first?.device)?.name ?? host.loopback
  }

  private func forwarded(_ route: KernelRoute, _ hops: [KernelRoute.Hop], _ rule: PolicyRule?) -> ForwardingDecision {
    forwarding {
      guard route.areHopsKnown else {
        return ForwardingDecision(
          .notKnown("the next hops of the route \(route) are not known"), rule: rule, route: route)
      }
      // Only the way out by the same device changes what is checked, so each device is asked about.
      let decisions = Set(hops.map(\.device)).map { output in
        let paths = hops.map { ForwardingPath(device: $0.device, gateway: $0.gateway, source: .given(from)) }
        let unique = paths.reduce(into: [ForwardingPath]()) { if !$0.contains($1) { $0.append($1) } }
        return validated(output: output, ForwardingDecision(.leaves(unique), rule: rule, route: route))
      }
      return ForwardingDecision.agreeing(
        decisions, otherwise: "which of its hops a multipath route takes decides about the source")
    }
  }

  private func validated(output: String?, isBroadcast: Bool = false, _ decision: ForwardingDecision)
    -> ForwardingDecision
  {
    let validation = SourceValidation4(host: host, flow: flow, from: from, device: device)
    switch validation.answer(destination: isBroadcast ? nil : flow.to, output: output) {
    case .valid: return decision
    case .drop(let drop): return ForwardingDecision(.dropped(drop), rule: decision.rule, route: decision.route)
    case .notKnown(let reason):
      return ForwardingDecision(.notKnown(reason), rule: decision.rule, route: decision.route)
    }
  }
}
