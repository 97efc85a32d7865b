import Cilium

/// What would be if something were different. The changes follow what the kernel does, down to the routes that go with
/// a device.
extension RoutingHost {
  /// The host with one more rule; among those of its priority it comes last.
  public func adding(_ rule: PolicyRule, _ family: IPFamily) -> RoutingHost {
    changing(family) { rules in
      let place = rules.firstIndex { $0.priority > rule.priority } ?? rules.endIndex
      rules.insert(rule, at: place)
    }
  }

  /// The host without a rule.
  public func removing(_ rule: PolicyRule, _ family: IPFamily) -> RoutingHost {
    changing(family) { rules in
      if let place = rules.firstIndex(of: rule) { rules.remove(at: place) }
    }
  }

  /// The host with other rules of a family; they are known then.
  public func replacingRules(_ rules: [PolicyRule], _ family: IPFamily) -> RoutingHost {
    changing(family) { $0 = rules }
  }

  /// The host with one more route; among equal ones it comes last (`ip route append`).
  public func adding(_ route: KernelRoute) -> RoutingHost { with(routes: routes + [route]) }

  /// The host without a route.
  public func removing(_ route: KernelRoute) -> RoutingHost {
    var left = routes
    if let place = left.firstIndex(of: route) { left.remove(at: place) }
    return with(routes: left)
  }

  /// The host with other routes.
  public func replacingRoutes(_ routes: [KernelRoute]) -> RoutingHost { with(routes: routes) }

  /// The host with another kernel parameter, named as `sysctl` does.
  public func setting(_ sysctl: String, to value: Int) -> RoutingHost {
    RoutingHost(
      ipv4Rules, ipv6Rules, routes, links, sysctls.setting(sysctl, to: value), assumptions,
      tablesAreMerged: tablesAreMerged)
  }

  /// The host after `ip link set DEVICE down`: its IPv4 routes go but for its own addresses (`fib_sync_down_dev`), as do
  /// its IPv6 routes and addresses (`fib6_ifdown`, `addrconf_ifdown`). A hop of a multipath route stays and is dead.
  public func takingDown(_ device: String) -> RoutingHost {
    let left = routes.compactMap { route -> KernelRoute? in
      guard route.hops.contains(where: { $0.device == device }) else { return route }
      if route.family == .ipv4, route.scope >= .host { return route }
      var copy = route
      copy.hops = route.hops.map { hop in
        guard hop.device == device else { return hop }
        var dead = hop
        dead.isDead = true
        dead.isLinkDown = true
        return dead
      }
      return copy.hops.allSatisfy(\.isDead) ? nil : copy
    }
    let links = links.map { link in
      guard link.name == device else { return link }
      var copy = link
      copy.isUp = false
      copy.addresses = link.addresses.filter { $0.address.ipv4 != nil }
      return copy
    }
    return with(routes: left, links: links)
  }

  /// The host after a device's carrier is gone: its routes stay and are marked, which only counts where
  /// `ignore_routes_with_linkdown` is set.
  public func takingCarrier(_ device: String) -> RoutingHost {
    with(
      routes: routes.map { route in
        if route.family == .ipv4, route.scope >= .host { return route }
        if route.family == .ipv6, route.kind == .local || route.kind == .anycast { return route }
        var copy = route
        copy.hops = route.hops.map { hop in
          guard hop.device == device else { return hop }
          var marked = hop
          marked.isLinkDown = true
          return marked
        }
        return copy
      })
  }

  /// The host without a device: its addresses go with it, and all IPv4 routes that name it (a multipath route too,
  /// `fib_sync_down_dev`); of an IPv6 multipath route only the hop (`fib6_ifdown`).
  public func removing(device: String) -> RoutingHost {
    let left = routes.compactMap { route -> KernelRoute? in
      guard route.hops.contains(where: { $0.device == device }) else { return route }
      if route.family == .ipv4 { return nil }
      var copy = route
      copy.hops = route.hops.filter { $0.device != device }
      return copy.hops.isEmpty ? nil : copy
    }
    return with(routes: left, links: links.filter { $0.name != device }).withoutStraySources(of: self)
  }

  /// After addresses went: IPv4 routes of the main or the VRF's table whose source they were go too
  /// (`fib_sync_down_addr`). IPv6 routes keep a source that is gone with its device (`addrconf_ifdown`).
  private func withoutStraySources(of before: RoutingHost) -> RoutingHost {
    let left = Set(links.flatMap { $0.addresses.map(\.address) })
    var gone: [IPAddress: RoutingTable] = [:]
    for link in before.links {
      let table = before.vrf(of: link.name)?.vrfTable ?? .main
      for address in link.addresses.map(\.address) where !left.contains(address) && !isLocal(address) {
        gone[address] = table
      }
    }
    guard !gone.isEmpty else { return self }
    return with(
      routes: routes.filter { route in
        route.family == .ipv6 || route.preferredSource.flatMap { gone[$0] } != route.table
      })
  }

  /// Whether an IPv4 address is the host's own by a route alone.
  private func isLocal(_ address: IPAddress) -> Bool {
    guard let address = address.ipv4 else { return false }
    if case .notLocal = LocalAddresses4(host: self).answer(address) { return false }
    return true
  }

  /// The host, knowing whether its IPv4 tables are one.
  func knowing(tablesAreMerged: Bool?) -> RoutingHost {
    RoutingHost(ipv4Rules, ipv6Rules, routes, links, sysctls, assumptions, tablesAreMerged: tablesAreMerged)
  }

  private func with(routes: [KernelRoute], links: [NetworkLink]? = nil) -> RoutingHost {
    RoutingHost(
      ipv4Rules, ipv6Rules, routes, links ?? self.links, sysctls, assumptions, tablesAreMerged: tablesAreMerged)
  }

  /// The first IPv4 rule that is added or removed parts the tables.
  private func changing(_ family: IPFamily, _ change: (inout [PolicyRule]) -> Void) -> RoutingHost {
    var (ipv4, ipv6) = (ipv4Rules, ipv6Rules)
    if family == .ipv4 { change(&ipv4) } else { change(&ipv6) }
    return RoutingHost(
      ipv4, ipv6, routes, links, sysctls, assumptions, tablesAreMerged: family == .ipv4 ? false : tablesAreMerged)
  }
}
