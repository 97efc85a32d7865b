import Cilium

/// What an IPv4 table says of a flow (`fib_table_lookup`).
struct TableLookup4 {
  let host: RoutingHost
  let flow: FlowKey

  func answer(_ table: RoutingTable) -> TableAnswer {
    answer(host.ipv4.nodes(table, to: flow.to))
  }

  /// As long as a host never had a rule of its own, its local and main table are one, in which the longest prefix of
  /// both wins, and of one prefix the local route (`fib_trie_table`, `fib_unmerge`).
  func answerOfMergedTables() -> TableAnswer {
    let local = host.ipv4.nodes(.local, to: flow.to)
    let main = host.ipv4.nodes(.main, to: flow.to)
    let merged = (local.map { ($0, 0) } + main.map { ($0, 1) })
      .sorted { ($1.0.length, $0.1) < ($0.0.length, $1.1) }
    return answer(merged.map(\.0))
  }

  private func answer(_ nodes: [RouteIndex.Node]) -> TableAnswer {
    for node in nodes {
      for route in node.plain {
        if route.tos != 0, route.tos != flow.tos & 0x1C { continue }
        switch route.kind {
        case .throw: return .nothing
        case .blackhole: return .drop(PacketDrop(.blackhole, ErrorNumber.invalid), route)
        case .unreachable: return .drop(PacketDrop(.unreachable, ErrorNumber.hostUnreachable), route)
        case .prohibit: return .drop(PacketDrop(.prohibit, ErrorNumber.access), route)
        case .other: return .notKnown("the route \(route) is of a type that is not covered")
        case .unicast, .local, .broadcast, .anycast, .multicast: break
        }
        guard route.areHopsKnown else {
          return flow.outputDevice == nil
            ? .match(route, hops: []) : .notKnown("the next hops of the route \(route) are not known")
        }
        let hops = usable(route)
        if !hops.isEmpty { return .match(route, hops: hops) }
      }
    }
    return .nothing
  }

  /// The hops that may be taken (`fib_lookup_good_nhc`).
  private func usable(_ route: KernelRoute) -> [KernelRoute.Hop] {
    let hops = route.hops.filter { hop in
      if hop.isDead { return false }
      if let device = flow.outputDevice, device != hop.device { return false }
      if !hop.isLinkDown { return true }
      return host.sysctls.ipv4Either("ignore_routes_with_linkdown", hop.device) != true
    }
    // Bound to a device, the first hop by it is taken.
    return flow.outputDevice == nil ? hops : Array(hops.prefix(1))
  }
}

extension TableLookup4 {
  /// What all rules and tables say (`fib_lookup`).
  func result() -> RuleWalk.Result {
    let byRules = RuleWalk(host: host, family: .ipv4, flow: flow, lookup: answer).result()
    guard host.mayHaveMergedTables else { return byRules }
    if host.tablesAreMerged == true { return resultOfMergedTables() }
    // Only where it does not matter it is known. What no rule decides, the rules' answer names one for all the same.
    let agreed = byRules.agreeing(
      resultOfMergedTables(),
      otherwise:
        "the local and the main table are one until a host gets its first rule of its own, and here that decides")
    if case .notKnown = agreed { return agreed }
    return byRules
  }

  private func resultOfMergedTables() -> RuleWalk.Result {
    switch answerOfMergedTables() {
    case .match(let route, let hops): return .match(route, hops: hops, nil)
    case .notKnown(let reason): return .notKnown(reason)
    case .drop(let drop, let route):
      // Kernels up to some 6.x ask the table “default” even after a route that drops.
      if case .nothing = answer(.default) { return .drop(drop, route, nil) }
      return .notKnown("whether \(route) or the table “default” decides depends on the kernel's version")
    case .nothing: break
    }
    switch answer(.default) {
    case .match(let route, let hops): return .match(route, hops: hops, nil)
    case .notKnown(let reason): return .notKnown(reason)
    case .drop(let kind, let route): return .drop(kind, route, nil)
    case .nothing: return .nothing
    }
  }
}

extension RoutingHost {
  /// Whether the local and the main table may be one: there is no rule of the host's own. There may have been one, which
  /// parted them for good, but nobody can tell from outside.
  var mayHaveMergedTables: Bool { tablesAreMerged != false && ipv4Rules == PolicyRule.defaults(.ipv4) }
}
