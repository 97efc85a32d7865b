import Cilium

/// Several IPv4 default routes of the same metric: the kernel takes one by what it knows of their gateways
/// (`fib_select_default`), the first as long as it knows nothing.
struct DefaultRoutes4 {
  let host: RoutingHost
  let flow: FlowKey

  /// The routes of which one is taken, the looked-up one first.
  func alternatives(to route: KernelRoute) -> [KernelRoute] {
    guard route.destination.length == 0, route.kind == .unicast, host.ipv4.defaultCount(route.table) > 1,
      let node = host.ipv4.nodes(route.table, to: flow.to).first(where: { $0.length == 0 })
    else { return [route] }
    var found: [KernelRoute] = []
    var (metric, tos) = (route.metric, UInt8(0))
    for other in node.plain {
      if other.tos != 0, other.tos != flow.tos & 0x1C { continue }
      if other.metric > metric, other.tos == tos {
        if tos != 0 { continue }
        break
      }
      if other.areHopsKnown, !other.hops.isEmpty, other.hops.allSatisfy(\.isDead) { continue }
      (metric, tos) = (other.metric, other.tos)
      guard other.scope == route.scope, other.kind == .unicast, other.hops.first?.gateway != nil else { continue }
      if found.isEmpty, other != route { break }
      found.append(other)
    }
    return found.count > 1 ? found : [route]
  }
}
