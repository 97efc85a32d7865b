import Cilium

/// What an IPv6 table says of a flow (`fib6_table_lookup`, `rt6_select`, `fib6_select_path`).
struct TableLookup6 {
  let host: RoutingHost
  let flow: FlowKey
  /// The device that counts for a route's score: the one that a socket is bound to, or that a packet arrived by.
  let device: String?
  /// Whether only routes by that device count (`RT6_LOOKUP_F_IFACE`).
  let isStrict: Bool

  /// A route with one of its hops: the kernel keeps each hop of a multipath route as a route of its own.
  private struct Entry {
    let route: KernelRoute
    let hop: KernelRoute.Hop
    let isFirst: Bool
  }

  func answer(_ table: RoutingTable) -> TableAnswer {
    for routes in candidates(host.ipv6.nodes(table, to: flow.to, from: flow.from)) {
      switch select(routes) {
      case .nothing: continue
      case .match(let route, let hops): return final(route, hops)
      case let other: return other
      }
    }
    return .nothing
  }

  /// The routes of each prefix, longest destination first, and within one the longest source first.
  ///
  /// Where a destination has routes for sources, the kernel at first only tries these (`fib6_node_lookup_1`): those for
  /// any source come into play when others were tried in vain (`fib6_backtrack`), and not at all before the first
  /// prefix of which something fits, but for the default route.
  private func candidates(_ nodes: [RouteIndex.Node]) -> [[KernelRoute]] {
    let start = nodes.firstIndex { $0.hasSources ? !$0.bySource.isEmpty : !$0.plain.isEmpty }
    guard let start else { return nodes.last.map { $0.length == 0 ? [$0.plain] : [] } ?? [] }
    return nodes[start...].flatMap { $0.bySource + [$0.plain] }.filter { !$0.isEmpty }
  }

  private func final(_ route: KernelRoute, _ hops: [KernelRoute.Hop]) -> TableAnswer {
    switch route.kind {
    case .throw: .nothing
    case .blackhole: .drop(PacketDrop(.blackhole, ErrorNumber.invalid), route)
    case .unreachable: .drop(PacketDrop(.unreachable, ErrorNumber.hostUnreachable), route)
    case .prohibit: .drop(PacketDrop(.prohibit, ErrorNumber.access), route)
    case .other: .notKnown("the route \(route) is of a type that is not covered")
    case .unicast, .local, .broadcast, .anycast, .multicast: .match(route, hops: hops)
    }
  }

  /// The best route of the smallest metric; if none of that fits, the best of all others, whatever their metric
  /// (`find_rr_leaf`).
  private func select(_ routes: [KernelRoute]) -> TableAnswer {
    guard let metric = routes.first?.metric else { return .nothing }
    let first = best(routes.filter { $0.metric == metric })
    if case .nothing = first { return best(routes.filter { $0.metric != metric }) }
    return first
  }

  private func best(_ routes: [KernelRoute]) -> TableAnswer {
    var winner: (entry: Entry, score: Int)?
    var tie: Entry?
    for route in routes {
      guard route.areHopsKnown else {
        return routes.count == 1 && !(isStrict && device != nil)
          ? .match(route, hops: []) : .notKnown("the next hops of the route \(route) are not known")
      }
      for entry in entries(route) {
        guard let score = score(entry) else { continue }
        if score > winner?.score ?? -1 {
          winner = (entry, score)
          tie = nil
        } else if score == winner?.score, tie == nil, entry.route != winner?.entry.route {
          tie = entry
        }
      }
    }
    guard let winner else { return .nothing }
    // A listing does not show where the further hops of a multipath route stand among other routes of its metric.
    if let tie, !winner.entry.isFirst, winner.entry.route.hops.count > 1, tie.route.metric == winner.entry.route.metric
    {
      return .notKnown("the order of \(winner.entry.route) and \(tie.route), which have the same metric")
    }
    return .match(winner.entry.route, hops: siblings(of: winner.entry))
  }

  private func entries(_ route: KernelRoute) -> [Entry] {
    // A route that drops is one by the loopback device.
    let hops = route.hops.isEmpty ? [KernelRoute.Hop(device: host.loopback)] : route.hops
    return hops.enumerated().map { Entry(route: route, hop: $0.element, isFirst: $0.offset == 0) }
  }

  /// `rt6_score_route`; nil when the entry does not come into question. Whether a router answers
  /// (`RT6_LOOKUP_F_REACHABLE`, only on hosts that do not forward) is not looked at: it is taken to.
  private func score(_ entry: Entry) -> Int? {
    if isDead(entry.hop) { return nil }
    let fits = device == nil || entry.hop.device == device
    if !fits, isStrict { return nil }
    return (fits ? 2 : 0) | entry.route.preference.rawValue << 2
  }

  private func isDead(_ hop: KernelRoute.Hop) -> Bool {
    hop.isDead || hop.isLinkDown && host.sysctls.ipv6("ignore_routes_with_linkdown", hop.device) == 1
  }

  /// The hops of a multipath route of which a hash takes one (`fib6_select_path`).
  private func siblings(of entry: Entry) -> [KernelRoute.Hop] {
    guard entry.route.hops.count > 1 else { return [entry.hop] }
    let others = entries(entry.route).filter { $0.hop != entry.hop && score($0) != nil }.map(\.hop)
    return [entry.hop] + others
  }
}

extension TableLookup6 {
  /// What all rules and tables say (`fib6_rule_lookup`).
  func result() -> RuleWalk.Result {
    let byRules = RuleWalk(host: host, family: .ipv6, flow: flow, lookup: answer).result()
    let defaults = PolicyRule.defaults(.ipv6)
    guard host.ipv6Rules != defaults, host.ipv6Rules.allSatisfy(defaults.contains) else { return byRules }
    // Until a host gets its first rule of its own, it does not look at its rules: not even at one that was taken away.
    return byRules.agreeing(
      RuleWalk(host: host, family: .ipv6, flow: flow, rules: defaults, lookup: answer).result(),
      otherwise: "a host's IPv6 rules only count from its first rule of its own on, and here that decides")
  }
}
