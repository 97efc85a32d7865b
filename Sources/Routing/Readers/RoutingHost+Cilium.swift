import Cilium

extension RoutingHost {
  /// A host of which the agent's tables are known (`db/show routes` and `db/show devices`), and perhaps its rules.
  ///
  /// Rules that are nil are assumed: the kernel's own, with those for VRFs and for Tailscale where these are; every
  /// decision says so (``ForwardingDecision/assumptions``).
  ///
  /// - Parameters:
  ///   - routes: the agent's routes. One that has no device (multipath, index 0) has next hops that are not known; what
  ///     one of untold type does is not known either.
  ///   - devices: the agent's devices. Their addresses have no prefix lengths, which follow from connected routes.
  ///   - ipv4Rules: the IPv4 rules, if they were read.
  ///   - ipv6Rules: the IPv6 rules, if they were read.
  ///   - sysctls: the kernel parameters, as far as they were read.
  public init(
    routes: [Route], devices: [Device], ipv4Rules: [PolicyRule]? = nil, ipv6Rules: [PolicyRule]? = nil,
    sysctls: Sysctls = Sysctls()
  ) {
    let names = Dictionary(devices.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    let kernelRoutes = AgentRoutes(names: names).routes(routes)
    let links = AgentLinks(names: names, routes: kernelRoutes).links(devices)
    let assumed4 = AssumedRules.rules(.ipv4, routes: kernelRoutes, links: links)
    let assumed6 = AssumedRules.rules(.ipv6, routes: kernelRoutes, links: links)
    self.init(
      ipv4Rules: ipv4Rules ?? assumed4.rules, ipv6Rules: ipv6Rules ?? assumed6.rules, routes: kernelRoutes,
      links: links, sysctls: sysctls,
      assumptions: (ipv4Rules == nil ? assumed4.assumptions : [])
        .union(ipv6Rules == nil ? assumed6.assumptions : []).union([.addressDetails]))
  }
}

/// The kernel's routes by the agent's.
private struct AgentRoutes {
  let names: [Int: String]

  func routes(_ routes: [Route]) -> [KernelRoute] {
    var result: [KernelRoute] = []
    for route in routes {
      let converted = self.route(route)
      // What `ip` lists as one multipath route comes as a row per hop.
      if let last = result.last, isFurtherHop(converted, of: last) {
        result[result.count - 1].hops += converted.hops
      } else {
        result.append(converted)
      }
    }
    return result
  }

  private func route(_ route: Route) -> KernelRoute {
    let isOpen = route.type == RouteTable.untoldType
    let kind = KernelRoute.Kind(rawValue: route.type) ?? .other
    let hop = KernelRoute.Hop(device: names[route.linkIndex] ?? "if\(route.linkIndex)", gateway: route.gateway)
    let hops = route.linkIndex == 0 ? [] : [hop]
    return KernelRoute(
      route.destination, table: RoutingTable(route.table), kind: isOpen ? .unicast : kind, hops: hops,
      metric: route.priority, scope: KernelRoute.Scope(route.scope) ?? .global, preferredSource: route.source,
      areHopsKnown: !isOpen && (!hops.isEmpty || kind.needsNoHop))
  }

  private func isFurtherHop(_ new: KernelRoute, of old: KernelRoute) -> Bool {
    guard new.kind == .unicast, let hop = new.hops.first, hop.gateway != nil, !old.hops.contains(hop),
      old.hops.allSatisfy({ $0.gateway != nil }), !old.hops.isEmpty
    else { return false }
    var same = old
    same.hops = new.hops
    return same == new
  }
}

/// The kernel's devices by the agent's.
private struct AgentLinks {
  let names: [Int: String]
  let routes: [KernelRoute]

  func links(_ devices: [Device]) -> [NetworkLink] {
    let vrfs = devices.filter { $0.type == "vrf" }
    return devices.map { device in
      NetworkLink(
        name: device.name, index: device.index, isUp: device.isUp, isLoopback: device.flags.contains("loopback"),
        kind: device.type == "device" ? nil : device.type,
        master: names[device.masterIndex] ?? (vrfs.count == 1 ? port(device, of: vrfs[0]) : nil),
        addresses: addresses(of: device))
    }
  }

  /// The agent's text does not show a device's master. A VRF's port is one whose local routes are not in table local.
  private func port(_ device: Device, of vrf: Device) -> String? {
    guard device.name != vrf.name else { return nil }
    let tables = Set(
      routes.filter { $0.kind == .local && $0.hops.first?.device == device.name }.map(\.table))
    return tables.isEmpty || tables.contains(.local) ? nil : vrf.name
  }

  /// The connected route of an address tells its prefix; a further address in a network of another one is secondary.
  private func addresses(of device: Device) -> [LinkAddress] {
    let connected = routes.filter {
      $0.kind == .unicast && $0.hops.map(\.device) == [device.name] && $0.hops.first?.gateway == nil
    }
    return device.addresses.map { address in
      var result = LinkAddress(address)
      switch address {
      case .v4:
        let own = connected.first {
          $0.preferredSource == address && $0.scope == .link && $0.destination.contains(address)
        }
        let other = connected.first {
          $0.scope == .link && $0.destination.contains(address) && $0.preferredSource != address
            && $0.preferredSource.map(device.addresses.contains) == true
        }
        result.prefixLength = (own ?? other)?.destination.length ?? 32
        result.isSecondary = own == nil && other != nil
      case .v6:
        result.prefixLength = connected.first { $0.destination.contains(address) }?.destination.length ?? 128
      }
      return result
    }
  }
}
