import Cilium

@testable import Conformance

/// Clusters that were never recorded: other device names, more nodes, other routes.
enum SyntheticCluster {
  static func device(
    _ name: String, _ index: Int, _ address: IPv4Address?, type: String = "device", mtu: Int = 1500,
    flags: Set<String> = ["up", "broadcast", "multicast", "running"]
  ) -> Device {
    Device(
      name: name, index: index, type: type, mtu: mtu, flags: flags, addresses: address.map { [.v4($0)] } ?? [])
  }

  static func tunnel(_ name: String, _ index: Int, _ address: IPv4Address, type: String = "tuntap") -> Device {
    device(name, index, address, type: type, mtu: 1280, flags: ["up", "pointtopoint", "multicast", "running"])
  }

  static func route(
    _ address: IPv4Address, _ length: Int, _ link: Int, table: String = "main", priority: Int = 0,
    type: String = "unicast"
  ) -> Route? {
    IPPrefix(.v4(address), length: length).map {
      Route(destination: $0, linkIndex: link, table: table, type: type, priority: priority)
    }
  }

  static func defaultRoute(_ link: Int, table: String = "main", priority: Int = 0) -> Route? {
    route(IPv4Address(0, 0, 0, 0), 0, link, table: table, priority: priority)
  }

  /// Node `number` (from 1): 10.0.0.`number` on the physical uplink, 100.64.0.`number` on the tailnet, node IP there.
  static func node(_ number: UInt8, physical: String = "ens5", tailnet: String = "ts0", type: String = "tuntap")
    -> NodeFacts
  {
    let tailnetAddress = IPv4Address(100, 64, 0, number)
    return NodeFacts(
      name: "node-\(number)", internalIP: tailnetAddress,
      podCIDR: IPv4CIDR(IPv4Address(10, 244, number, 0), prefixLength: 24),
      devices: [
        device("lo", 1, IPv4Address(127, 0, 0, 1), mtu: 65536, flags: ["up", "loopback", "running"]),
        device(physical, 2, IPv4Address(10, 0, 0, number), mtu: 9000),
        tunnel(tailnet, 3, tailnetAddress, type: type),
        device("cilium_host", 4, IPv4Address(10, 244, number, 1), type: "veth"),
      ],
      routes: [
        defaultRoute(2), route(IPv4Address(10, 0, 0, 0), 24, 2), route(IPv4Address(100, 64, 0, 0), 10, 3),
      ].compactMap { $0 })
  }

  /// A cluster of such nodes; the API server runs on the first one, a DNS pod on each of the first two.
  static func cluster(_ nodes: [NodeFacts], devices: String?) -> ClusterFacts {
    var configuration = ["enable-bpf-masquerade": "true", "routing-mode": "tunnel"]
    configuration["devices"] = devices
    return ClusterFacts(
      nodes: nodes, configuration: configuration,
      apiService: ServiceFacts(
        clusterIP: IPv4Address(10, 96, 0, 1), port: 443, endpoints: nodes.prefix(1).compactMap(\.internalIP)),
      dnsService: ServiceFacts(clusterIP: IPv4Address(10, 96, 0, 10), port: 53, endpoints: []),
      dnsPods: nodes.prefix(2).enumerated().map { index, node in
        DNSPodFacts(
          name: "coredns-\(index + 1)", node: node.name, address: IPv4Address(10, 244, UInt8(index + 1), 53),
          isReady: true, restarts: 0)
      })
  }
}
