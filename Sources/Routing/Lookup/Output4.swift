import Cilium

/// What an IPv4 host does with a packet of its own (`ip_route_output_key_hash_rcu`, `__mkroute_output`).
struct Output4 {
  let host: RoutingHost
  let flow: PacketFlow

  private var sources: SourceSelection4 { SourceSelection4(host: host) }

  var decision: ForwardingDecision {
    guard let to = flow.to.ipv4 else { return invalid }
    if let from = flow.from {
      guard let from = from.ipv4, !from.isMulticast, !from.isLimitedBroadcast else { return invalid }
      if from.rawValue != 0, let answer = boundToAddress(from, to: to) { return answer }
    }
    let hasSource = flow.from.map { $0.ipv4?.rawValue != 0 } ?? false
    var chosen: SourceAddress?
    if let device = flow.outputDevice {
      guard let link = host.linksByName[device] else { return drop(.deviceDown, ErrorNumber.noDevice) }
      guard link.isUp else { return drop(.deviceDown, ErrorNumber.networkUnreachable) }
      if to.isLocalMulticast || to.isLimitedBroadcast || flow.ipProtocol == 2 {
        return make(path(.unicast, device, source: source(or: sources.address(of: device, near: nil, scope: .link))))
      }
      if !hasSource, to.isMulticast { chosen = sources.address(of: device, near: nil, scope: .global) }
      if !hasSource, to.rawValue == 0 { chosen = sources.address(of: device, near: nil, scope: .host) }
      if chosen == SourceAddress.none { chosen = nil }
    }
    if to.rawValue == 0 { return toItself(hasSource ? flow.from : chosen?.address) }
    return lookup(chosen: chosen)
  }

  private var invalid: ForwardingDecision { drop(.invalidAddress, ErrorNumber.invalid) }

  private func drop(_ kind: PacketDrop.Kind, _ errno: Int32) -> ForwardingDecision {
    ForwardingDecision(.dropped(PacketDrop(kind, errno)))
  }

  /// What is decided by the source alone: it must be the host's own; multicast goes out of the device that holds it.
  private func boundToAddress(_ from: IPv4Address, to: IPv4Address) -> ForwardingDecision? {
    let owner = LocalAddresses4(host: host).answer(from)
    if case .notLocal = owner { return drop(.sourceNotLocal, ErrorNumber.networkUnreachable) }
    if case .notKnown = owner { return ForwardingDecision(.notKnown("whether \(from) is the host's own")) }
    guard flow.outputDevice == nil, to.isMulticast || to.isLimitedBroadcast else { return nil }
    guard case .local(let device) = owner else {
      return ForwardingDecision(.notKnown("several devices have the address \(from)"))
    }
    return make(path(.unicast, device, source: .given(.v4(from))))
  }

  /// 0.0.0.0 is the host itself.
  private func toItself(_ source: IPAddress?) -> ForwardingDecision {
    let address = source ?? .v4(IPv4Address(127, 0, 0, 1))
    let isGiven = flow.from != nil && flow.from == source
    return ForwardingDecision(
      .delivered(
        ForwardingPath(kind: .local, device: host.loopback, source: isGiven ? .given(address) : .chosen(address))))
  }

  private func lookup(chosen: SourceAddress?) -> ForwardingDecision {
    var key = FlowKey(output: flow, host: host)
    if let address = chosen?.address { key.from = AddressBits(address) }
    switch TableLookup4(host: host, flow: key).result() {
    case .notKnown(let reason): return ForwardingDecision(.notKnown(reason))
    case .nothing:
      return onLink(
        key, chosen, else: ForwardingDecision(.dropped(PacketDrop(.noRoute, ErrorNumber.networkUnreachable))))
    case .drop(let drop, let route, let rule):
      return onLink(key, chosen, else: ForwardingDecision(.dropped(drop), rule: rule, route: route))
    case .match(let route, let hops, let rule):
      guard route.areHopsKnown else {
        return ForwardingDecision(
          .notKnown("the next hops of the route \(route) are not known"), rule: rule, route: route)
      }
      if route.kind == .local { return local(route, hops, rule, chosen: chosen) }
      return leaving(route, hops, rule, key, chosen: chosen)
    }
  }

  /// A socket that is bound to a device outside of a VRF gets its packet out of it, whatever the tables say.
  private func onLink(_ key: FlowKey, _ chosen: SourceAddress?, else decision: ForwardingDecision) -> ForwardingDecision
  {
    guard let device = key.outputDevice, key.vrf == nil || flow.to.ipv4?.isMulticast == true else { return decision }
    let selected = chosen ?? sources.address(of: device, near: nil, scope: .link)
    return make(path(.unicast, device, source: source(or: selected)))
  }

  private func local(_ route: KernelRoute, _ hops: [KernelRoute.Hop], _ rule: PolicyRule?, chosen: SourceAddress?)
    -> ForwardingDecision
  {
    let own = route.preferredSource ?? flow.to
    let device = host.vrf(of: hops.first?.device)?.name ?? host.loopback
    return make(path(.local, device, source: source(or: chosen ?? .chosen(own))), rule: rule, route: route)
  }

  private func leaving(
    _ route: KernelRoute, _ hops: [KernelRoute.Hop], _ rule: PolicyRule?, _ key: FlowKey, chosen: SourceAddress?
  ) -> ForwardingDecision {
    var paths: [ForwardingPath] = []
    let isOneOfMany = key.outputDevice == nil && route.hops.count == 1
    let routes = isOneOfMany ? DefaultRoutes4(host: host, flow: key).alternatives(to: route) : [route]
    for candidate in routes {
      for hop in candidate == route ? hops : Array(candidate.hops.prefix(1)) {
        let source = source(or: chosen ?? selected(candidate, hop, key))
        let path = path(candidate.kind, hop.device, gateway: gateway(candidate, hop), source: source)
        if !paths.contains(path) { paths.append(path) }
      }
    }
    return make(paths, rule: rule, route: route)
  }

  /// Within a VRF, a route that leads out of it takes the VRF's own address (`fib_select_path`), on older kernels the
  /// device's.
  private func selected(_ route: KernelRoute, _ hop: KernelRoute.Hop, _ key: FlowKey) -> SourceAddress {
    let own = sources.source(by: route, hop: hop)
    guard let vrf = key.vrf, host.vrf(of: hop.device)?.name != vrf else { return own }
    return own.agreeing(sources.address(of: vrf, near: nil, scope: .link), outOf: vrf)
  }

  /// Broadcast does not go to a gateway, nor does multicast by a default route.
  private func gateway(_ route: KernelRoute, _ hop: KernelRoute.Hop) -> IPAddress? {
    guard let to = flow.to.ipv4, !to.isLimitedBroadcast else { return nil }
    return to.isMulticast && route.destination.length < 4 ? nil : hop.gateway
  }

  private func source(or selected: @autoclosure () -> SourceAddress) -> SourceAddress {
    if let from = flow.from, from.ipv4?.rawValue != 0 { return .given(from) }
    return selected()
  }

  private func path(
    _ kind: KernelRoute.Kind, _ device: String, gateway: IPAddress? = nil, source: SourceAddress
  ) -> ForwardingPath {
    let to = flow.to.ipv4
    let actual: KernelRoute.Kind =
      to?.isLimitedBroadcast == true ? .broadcast : to?.isMulticast == true ? .multicast : kind
    return ForwardingPath(kind: actual, device: device, gateway: gateway, source: source)
  }

  private func make(_ path: ForwardingPath, rule: PolicyRule? = nil, route: KernelRoute? = nil) -> ForwardingDecision {
    make([path], rule: rule, route: route)
  }

  private func make(_ paths: [ForwardingPath], rule: PolicyRule?, route: KernelRoute?) -> ForwardingDecision {
    var refused = 0
    for path in paths {
      // Addresses of 127/8 stay on the host, unless route_localnet says otherwise.
      guard path.source.address?.ipv4?.isLoopback == true, let link = host.linksByName[path.device], !link.isLoopback,
        !link.isVRF
      else { continue }
      guard let isLocalnet = host.sysctls.ipv4Either("route_localnet", link.name) else {
        return ForwardingDecision(.notKnown("route_localnet of \(link.name) was not read"), rule: rule, route: route)
      }
      if !isLocalnet { refused += 1 }
    }
    if refused > 0, refused < paths.count {
      return ForwardingDecision(
        .notKnown("of several equal ways some drop an address of the loopback network, and the kernel takes one"),
        rule: rule, route: route)
    }
    if refused > 0 {
      return ForwardingDecision(.dropped(PacketDrop(.invalidAddress, ErrorNumber.invalid)), rule: rule, route: route)
    }
    if flow.to.ipv4?.isUnspecified == true { return invalid }
    if let only = paths.first, only.kind == .local {
      return ForwardingDecision(.delivered(only), rule: rule, route: route)
    }
    return ForwardingDecision(.leaves(paths), rule: rule, route: route)
  }
}

extension SourceAddress {
  /// The source of a packet that leaves its VRF, if old and new kernels choose the same.
  func agreeing(_ other: SourceAddress, outOf vrf: String) -> SourceAddress {
    self == other
      ? self : .notKnown("which source a packet has that leaves the VRF \(vrf) depends on the kernel's version")
  }
}
