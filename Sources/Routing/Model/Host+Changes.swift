import Cilium

/// What would be if something were different. The changes follow what the kernel does, down to the routes that go with
/// a device.
extension Host {
  /// The host with one more rule; among those of its priority it comes last.
  public func adding(_ rule: PolicyRule, _ family: IPFamily) -> Host {
    changing(family) { rules in
      let place = rules.firstIndex { $0.priority > rule.priority } ?? rules.endIndex
      rules.insert(rule, at: place)
    }
  }

  /// The host without a rule.
  public func removing(_ rule: PolicyRule, _ family: IPFamily) -> Host {
    changing(family) { rules in
      if let place = rules.firstIndex(of: rule) { rules.remove(at: place) }
    }
  }

  /// The host with other rules of a family; they are known then.
  public func replacingRules(_ rules: [PolicyRule], _ family: IPFamily) -> Host {
    changing(family) { $0 = rules }
  }

  /// The host with one more route; among equal ones it comes last (`ip route append`).
  public func adding(_ route: KernelRoute) -> Host { with(routes: routes + [route]) }

  /// The host without a route.
  public func removing(_ route: KernelRoute) -> Host {
    var left = routes
    if let place = left.firstIndex(of: route) { left.remove(at: place) }
    return with(routes: left)
  }

  /// The host with other routes.
  public func replacingRoutes(_ routes: [KernelRoute]) -> Host { with(routes: routes) }

  /// The host with another kernel parameter, named as `sysctl` does.
  public func setting(_ sysctl: String, to value: Int) -> Host {
    Host(
      ipv4Rules: ipv4Rules, ipv6Rules: ipv6Rules, routes: routes, links: links,
      sysctls: sysctls.setting(sysctl, to: value), assumptions: assumptions)
  }

  /// The host after `ip link set DEVICE down`: its IPv4 routes go but for its own addresses (`fib_sync_down_dev`), as do
  /// its IPv6 routes and addresses (`fib6_ifdown`, `addrconf_ifdown`). A hop of a multipath route stays and is dead.
  public func takingDown(_ device: String) -> Host {
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
  public func takingCarrier(_ device: String) -> Host {
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

  /// The host without a device: its addresses, and all routes that name it, go with it.
  public func removing(device: String) -> Host {
    with(
      routes: routes.filter { route in !route.hops.contains { $0.device == device } },
      links: links.filter { $0.name != device })
  }

  private func with(routes: [KernelRoute], links: [Link]? = nil) -> Host {
    Host(
      ipv4Rules: ipv4Rules, ipv6Rules: ipv6Rules, routes: routes, links: links ?? self.links, sysctls: sysctls,
      assumptions: assumptions)
  }

  private func changing(_ family: IPFamily, _ change: (inout [PolicyRule]) -> Void) -> Host {
    var (ipv4, ipv6) = (ipv4Rules, ipv6Rules)
    if family == .ipv4 { change(&ipv4) } else { change(&ipv6) }
    return Host(
      ipv4Rules: ipv4, ipv6Rules: ipv6, routes: routes, links: links, sysctls: sysctls, assumptions: assumptions)
  }
}
