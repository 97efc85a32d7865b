import Cilium
import Routing

/// What the kernel's own listings add to an agent's tables. Pure.
enum KernelDetails {
  /// The agent's devices with the masters, flags, altnames and tentative addresses that its text does not show.
  static func complete(_ devices: [Device], links: [Device]) -> [Device] {
    let known = Dictionary(links.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    return devices.map { device in
      guard let link = known[device.index], device.names.contains(link.name) || link.names.contains(device.name) else {
        return device
      }
      var copy = device
      copy.masterIndex = link.masterIndex
      copy.rawFlags |= link.rawFlags
      copy.alternativeNames = device.alternativeNames ?? link.alternativeNames
      copy.tentativeAddresses = link.tentativeAddresses
      copy.vlan = device.vlan ?? link.vlan
      copy.secondaryAddresses = device.secondaryAddresses ?? link.secondaryAddresses
      return copy
    }
  }

  /// The agent's routes, with the hops of those that it files under index 0 because they have several: the kernel's rows
  /// of the same destination and table, of the same metric where there are any. So too the types of routes without a
  /// device, where the agent does not tell them.
  static func complete(_ routes: [Route], kernel: [Route]) -> [Route] {
    guard !routes.isEmpty else { return kernel }
    let ways = Dictionary(grouping: kernel.filter { $0.linkIndex != 0 ? $0.type == "unicast" : $0.type != "unicast" }) {
      Key(destination: $0.destination, table: $0.table)
    }
    return routes.flatMap { route -> [Route] in
      guard route.isOpen, let found = ways[Key(destination: route.destination, table: route.table)] else {
        return [route]
      }
      let same = found.filter { $0.priority == route.priority }
      return (same.isEmpty ? found : same).map { hop in
        Route(
          destination: route.destination, source: route.source ?? hop.source, gateway: hop.gateway,
          linkIndex: hop.linkIndex, mtu: route.mtu ?? hop.mtu, table: route.table, type: hop.type, scope: route.scope,
          priority: route.priority)
      }
    }
  }

  /// The agent's devices with the VRFs that ports belong to, where no listing told: the kernel puts a port's local routes
  /// into the VRF's table.
  static func withVRFs(_ devices: [Device], routes: [Route]) -> [Device] {
    guard let vrf = devices.first(where: { $0.type == "vrf" }) else { return devices }
    let locals = Dictionary(
      grouping: routes.filter { $0.type == "local" && $0.table != "local" }, by: \.linkIndex)
    return devices.map { device in
      guard device.masterIndex == 0, device.index != vrf.index, locals[device.index] != nil else { return device }
      var copy = device
      copy.masterIndex = vrf.index
      return copy
    }
  }

  private struct Key: Hashable {
    var destination: IPPrefix
    var table: String
  }

  /// A kernel's route as rows, one for each hop.
  static func rows(_ route: KernelRoute, indices: [String: Int]) -> [Route] {
    let hops: [KernelRoute.Hop?] = route.hops.isEmpty ? [nil] : route.hops
    return hops.map { hop in
      Route(
        destination: route.destination, source: route.preferredSource, gateway: hop?.gateway,
        linkIndex: hop.flatMap { indices[$0.device] } ?? 0, table: route.table.rawValue, type: route.kind.rawValue,
        scope: scope(route.scope), priority: route.metric)
    }
  }

  private static func scope(_ scope: KernelRoute.Scope) -> String {
    switch scope {
    case .link: "link"
    case .host: "host"
    case .site: "site"
    case .nowhere: "nowhere"
    default: "universe"
    }
  }
}

extension Route {
  /// Whether the agent's table leaves open what the route does: its hops are not named, or its type is not told. The
  /// agent files a route of several hops under index 0, and one of these that has a source under `blackhole`.
  var isOpen: Bool {
    guard linkIndex == 0 else { return false }
    return type == "unicast" || type == RouteTable.untoldType || (type == "blackhole" && source != nil)
  }
}
