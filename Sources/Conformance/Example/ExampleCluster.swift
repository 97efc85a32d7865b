import Cilium
import Foundation

/// The guide's environment as facts (its section "Environment"): two nodes in two clouds that both use 10.0.0.0/24 and
/// are not routed to each other, joined by a tailnet. What the handbook says is what the rules say of this cluster.
public enum ExampleCluster {
  /// The cluster, with a value of `devices`; `nil` leaves it unset.
  public static func facts(devices: String? = nil) -> ClusterFacts {
    var configuration = [
      "routing-mode": "tunnel", "tunnel-protocol": "vxlan", "kube-proxy-replacement": "true",
      "enable-bpf-masquerade": "true", "enable-ipv4-masquerade": "true", "auto-direct-node-routes": "false",
    ]
    configuration["devices"] = devices
    let master = node("instance-master", number: 1, host: 239)
    let worker = node("instance-worker", number: 2, host: 24)
    let pods = [(master, IPv4Address(10, 244, 0, 53)), (worker, IPv4Address(10, 244, 1, 53))].map { node, address in
      DNSPodFacts(
        name: "coredns-\(node.name.split(separator: "-").last ?? "")", node: node.name, address: address, isReady: true,
        restarts: 0, startedAt: Date(timeIntervalSince1970: 0))
    }
    var facts = ClusterFacts(
      nodes: [master, worker], configuration: configuration,
      apiService: ServiceFacts(
        clusterIP: IPv4Address(10, 96, 0, 1), port: 443, endpoints: [master.internalIP].compactMap(\.self)),
      dnsService: ServiceFacts(
        clusterIP: IPv4Address(10, 96, 0, 10), port: 53, endpoints: pods.compactMap(\.address)), dnsPods: pods)
    // Somebody in the tailnet, for whom the clouds' routers let NodePorts in.
    let reached = facts.nodes.map { node in (node.name, PathModel(facts: facts).nodePortTargets(of: node)) }
    facts.nodePorts = NodePortFacts(
      backends: facts.nodes.map(\.name),
      vantages: [
        VantageFacts(
          name: "laptop",
          reached: Dictionary(reached.map { ($0, $1.map(\.description)) }, uniquingKeysWith: { first, _ in first }))
      ])
    // As real agents' images have it.
    for index in facts.nodes.indices { facts.nodes[index].listsPrograms = true }
    facts.proxied = ProxiedServiceFacts(
      name: "shop/cilium-gateway-web", addresses: [.v4(IPv4Address(10, 96, 0, 80))], port: 80, speaksHTTP: true,
      servedBy: ProxiedServiceFacts.labels.first)
    return withPhysicalNetworksApart(facts)
  }

  /// The cluster whose physical networks are not routed to each other, as the guide's two clouds are: no host reaches the
  /// other's addresses there.
  static func withPhysicalNetworksApart(_ facts: ClusterFacts) -> ClusterFacts {
    var apart = facts
    for index in apart.nodes.indices {
      for other in facts.nodes where other.name != facts.nodes[index].name {
        let addresses = IPFamily.allCases.flatMap { family in
          PathModel(facts: facts, family: family).otherUplinkAddresses(of: other)
        }
        for address in addresses
        where !address.isTailnet && apart.nodes[index].reachedFromHost[address.description] == nil {
          apart.nodes[index].reachedFromHost[address.description] = false
        }
      }
    }
    return apart
  }

  /// The same cluster in a scenario.
  ///
  /// - Throws: ``ScenarioError``, when the example lacks an uplink: a defect of this program.
  public static func facts(in scenario: Scenario) throws -> ClusterFacts {
    facts(devices: try scenario.setting(for: facts()).value)
  }

  /// The cluster whose kubelets have no `--node-ip`: the Kubernetes node IPs are the physical ones, which do not reach
  /// each other.
  public static func withoutNodeIP(_ facts: ClusterFacts) -> ClusterFacts {
    var facts = facts
    for index in facts.nodes.indices {
      facts.nodes[index].internalIP = facts.nodes[index].uplinks.physical?.ipv4Addresses.first
    }
    for index in facts.nodes.indices {
      let others = facts.nodes.indices.filter { $0 != index }.compactMap { facts.nodes[$0].internalIP }
      facts.nodes[index].reachedFromHost = Dictionary(
        others.map { ($0.description, false) }, uniquingKeysWith: { first, _ in first })
    }
    facts.apiService?.endpoints = facts.nodes.prefix(1).compactMap(\.internalIP)
    return facts
  }

  /// The release that the guide runs; what is said without naming a release is of the latest one that is known.
  public static let guideRelease = "1.18.2"

  /// The cluster with the guide's own release of Cilium.
  public static func withGuideRelease(_ facts: ClusterFacts) -> ClusterFacts {
    var facts = facts
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = guideRelease }
    return facts
  }

  /// The cluster with netfilter instead of BPF masquerading.
  public static func withIptablesMasquerade(_ facts: ClusterFacts) -> ClusterFacts {
    var facts = facts
    facts.configuration["enable-bpf-masquerade"] = "false"
    return facts
  }

  private static func node(_ name: String, number: UInt8, host: UInt8) -> NodeFacts {
    let (physical, tailnet) = (IPv4Address(10, 0, 0, host), IPv4Address(100, 64, 0, number))
    func route(_ address: IPv4Address, _ length: Int, _ link: Int) -> Route? {
      IPPrefix(.v4(address), length: length).map { Route(destination: $0, linkIndex: link) }
    }
    return NodeFacts(
      name: name, internalIP: tailnet, externalIP: nil,
      podCIDR: IPv4CIDR(IPv4Address(10, 244, number - 1, 0), prefixLength: 24),
      devices: [
        Device(
          name: "enp0s6", index: 2, type: "device", mtu: 9000, flags: ["up", "broadcast", "multicast", "running"],
          addresses: [.v4(physical)]),
        Device(
          name: "tailscale0", index: 3, type: "tuntap", mtu: 1280,
          flags: ["up", "pointtopoint", "multicast", "running"],
          addresses: [.v4(tailnet)]),
      ],
      routes: [
        route(IPv4Address(0, 0, 0, 0), 0, 2), route(IPv4Address(10, 0, 0, 0), 24, 2),
        route(IPv4Address(100, 64, 0, 0), 10, 3),
      ].compactMap(\.self),
      agentStartedAt: Date(timeIntervalSince1970: 60))
  }
}
