import Cilium

@testable import Conformance

/// A recorded cluster whose nodes, pods and Services have IPv6 addresses too: unique local ones for pods, Tailscale's
/// for the nodes, and on the physical uplink public ones, as far as Cilium knows what is public.
enum DualStack {
  /// The facts of a recorded folder with IPv6 added to all that has IPv4.
  static func facts(_ folder: String, _ configuration: [String: String] = [:]) throws -> ClusterFacts {
    var facts = try RecordedCluster.facts(folder)
    facts.configuration["enable-ipv6"] = "true"
    facts.configuration["enable-ipv6-masquerade"] = "true"
    facts.configuration.merge(configuration) { $1 }
    for index in facts.nodes.indices { facts.nodes[index] = node(facts.nodes[index], index + 1) }
    for index in facts.dnsPods.indices {
      let home = facts.nodes.firstIndex { $0.name == facts.dnsPods[index].node } ?? 0
      facts.dnsPods[index].addressIPv6 = IPv6Address("fd10:244:0:\(home + 1)::53")
    }
    facts.dnsServiceIPv6 = IPv6Address("fd10:96::a").map {
      ServiceFactsIPv6(clusterIP: $0, port: 53, endpoints: facts.dnsPods.compactMap(\.addressIPv6))
    }
    facts.givesServicesIPv6 = true
    return ExampleCluster.withPhysicalNetworksApart(facts)
  }

  private static func node(_ old: NodeFacts, _ number: Int) -> NodeFacts {
    var node = old
    node.internalIPv6 = IPv6Address("fd7a:115c:a1e0::\(number)")
    node.podCIDRv6 = IPPrefix("fd10:244:0:\(number)::/64")
    let added = ["enp0s6": "2001:db8:1:\(number)::10", "tailscale0": "fd7a:115c:a1e0::\(number)"]
    node.devices = old.devices.map { device in
      guard let address = added[device.name].flatMap({ IPAddress($0) }) else { return device }
      return Device(
        name: device.name, index: device.index, selected: device.selected, type: device.type, mtu: device.mtu,
        hardwareAddress: device.hardwareAddress, flags: device.flags, addresses: device.addresses + [address],
        operStatus: device.operStatus, rawFlags: device.rawFlags, masterIndex: device.masterIndex)
    }
    node.routes += routes(node.devices)
    return node
  }

  private static func routes(_ devices: [Device]) -> [Route] {
    let blocks = [("::/0", "enp0s6"), ("fd7a:115c:a1e0::/48", "tailscale0")]
    return blocks.compactMap { block, name in
      guard let prefix = IPPrefix(block), let device = devices.first(where: { $0.name == name }) else { return nil }
      return Route(destination: prefix, linkIndex: device.index)
    }
  }

  /// Takes the IPv6 default route from a node.
  static func withoutDefaultRoute(_ facts: ClusterFacts, on name: String) -> ClusterFacts {
    var facts = facts
    for index in facts.nodes.indices where facts.nodes[index].name == name {
      facts.nodes[index].routes.removeAll { $0.destination.isDefault && $0.destination.family == .ipv6 }
    }
    return facts
  }
}
