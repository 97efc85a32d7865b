import Testing

@testable import Lab

@Suite("Links, routes and rules of IPv6")
struct DualStackTests {
  private let dual: LabTopology
  private let six: LabTopology

  init() throws {
    dual = try LabTopology.named("dual-stack")
    six = try LabTopology.named("ipv6-only")
  }

  private func configuration(_ topology: LabTopology, underlay: AddressFamily) -> DatapathConfiguration {
    let (own, peer) = (topology.nodes[0], topology.nodes[1])
    return DatapathConfiguration(
      selectedDevices: own.uplinks.map(\.device), masquerade: .bpf, podCIDR: own.podCIDRs[0], deviceMTU: 1500,
      routeMTU: 1430, peers: [TunnelPeer(node: peer.name, podCIDRs: peer.podCIDRs, nodeIPs: peer.nodeIPAddresses)],
      underlay: underlay)
  }

  private func ruleset(_ topology: LabTopology, faults: FaultSet = []) -> NodeRuleset {
    let services = topology.clusterDNSAddresses.map { address in
      ServiceTranslation(
        namespace: "kube-system", name: "kube-dns", clusterIP: address, proto: "UDP", port: 53,
        backends: [.init(address: AddressFamily(of: address) == .ipv4 ? "10.244.0.9" : "fd00:10:244::9", port: 53)])
    }
    return NodeRuleset(
      topology: topology, node: topology.nodes[0], configuration: configuration(topology, underlay: topology.underlay),
      services: services, faults: faults)
  }

  @Test("routes to other nodes' pods name no next hop, which the kernel refuses of an own address")
  func tunnelRoutes() {
    let lines = LinkPlan(topology: dual).datapath(dual.nodes[0], configuration(dual, underlay: .ipv4))
    #expect(
      lines.contains(
        "route replace fd00:10:244:1::/64 dev cilium_host proto kernel src fd00:10:244::1 mtu 1430"))
    #expect(lines.contains { $0.hasPrefix("route replace 10.244.1.0/24 via 10.244.0.1 dev cilium_host") })
  }

  @Test("addresses of IPv6 are not looked for before they are used")
  func addresses() {
    let plan = LinkPlan(topology: dual)
    let lines = plan.cards(dual.nodes[0]) + plan.cilium(dual.nodes[0])
    let own = lines.filter { $0.hasPrefix("address add ") && $0.contains(":") }
    #expect(own.count == 3 && own.allSatisfy { $0.hasSuffix(" nodad") })
    #expect(lines.contains("route replace default via 2a01:4f8:c0c:30::1 dev eth0 src 2a01:4f8:c0c:30::11"))
    #expect(plan.misplacedDefaultRoute(dual.nodes[0], .ipv6) == "route replace ::/0 dev eth1")
  }

  @Test("a pod has an address, a router and a route of each family, by one Ethernet address")
  func pods() {
    let pod = PodLink(netns: "p", addresses: ["10.244.0.9", "fd00:10:244::9"], uid: "u", identity: 300)
    let lines = pod.nodeLines(mtu: 1500, routers: dual.nodes[0].podGateways)
    #expect(lines.contains("route add fd00:10:244::9/128 dev \(pod.lxc) table local src fd00:10:244::1"))
    #expect(lines.contains("route add 10.244.0.9/32 dev \(pod.lxc) table local src 10.244.0.1"))
    #expect(Set(lines.filter { $0.hasPrefix("neighbour") }.map { $0.split(separator: " ")[4] }).count == 1)
    let inside = pod.podLines(routers: dual.nodes[0].podGateways, routeMTU: 1450)
    #expect(inside.contains("route add default via fd00:10:244::1 dev eth0 mtu 1450"))
    #expect(pod.ingressRules.contains("frag nexthdr icmpv6 counter name fragment_ipv6 drop"))
  }

  @Test("Services and masquerading are each family's own")
  func rules() {
    let text = ruleset(dual).text
    #expect(text.contains("table ip cilium {") && text.contains("table ip6 cilium {"))
    #expect(
      text.contains("ip6 daddr fd00:10:96::a udp dport 53 dnat ip6 addr . port to jhash ip6 saddr . udp sport mod 1"))
    #expect(text.contains("oifname \"eth0\" ip6 saddr fd00:10:244::/64 snat to 2a01:4f8:c0c:30::11"))
    #expect(text.contains("oifname \"eth0\" ip saddr 10.244.0.0/24 snat to 10.30.0.11"))
    #expect(!ruleset(six).text.contains("table ip cilium"))
    #expect(ruleset(six, faults: [.vxlanDropped]).text.contains("oifname \"eth0\" udp dport 8472 counter drop"))
    #expect(ruleset(dual, faults: [.snatMissing]).masquerades(.ipv6).map(\.device) == ["eth1"])
    var plain = ruleset(dual)
    plain.configuration?.masqueradedFamilies = [.ipv4]
    #expect(plain.masquerades(.ipv6).isEmpty && !plain.masquerades(.ipv4).isEmpty)
  }

  @Test("a router hides no IPv6 address, and lets nothing out that is not its nodes' own")
  func router() throws {
    let cloud = try #require(dual.networks.first)
    let text = RouterRuleset(topology: dual, segment: cloud).text()
    #expect(text.contains("ip6 saddr != { 2a01:4f8:c0c:30::11, 2a01:4f8:c0c:30::12 } counter drop"))
    #expect(text.contains("ip saddr 10.30.0.11 counter snat to 167.235.9.11") && !text.contains("snat to 2a01"))
    #expect(dual.outsideAddress(of: dual.nodes[0].cards[0], .ipv6) == "2a01:4f8:c0c:30::11")
    #expect(dual.outsideAddress(of: dual.nodes[0].cards[1], .ipv6) == nil)
    let lines = LinkPlan(topology: dual).internet()
    #expect(lines.contains("route add 2a01:4f8:c0c:30::/64 via 2001:7f8:0:0::2 dev isp0"))
    #expect(!LinkPlan(topology: .guide).internet().contains { $0.contains("::") })
  }

  @Test("the only device takes pods' packets by its own IPv6 routes")
  func forcedDevice() {
    var configuration = configuration(six, underlay: .ipv6)
    configuration.podEgressIPv6.forcedDevice = "eth0"
    configuration.podEgressIPv6.hostAddresses = ["2a01:4f8:c17:61::21"]
    let gateway = KernelRoute(
      destination: "::/0", device: "eth0", gateway: "2a01:4f8:c17:61::1", table: "main", type: "unicast",
      scope: "universe", priority: 1024)
    #expect(PodRoutes.isNeeded(configuration, .ipv6) && !PodRoutes.isNeeded(configuration, .ipv4))
    let plan = PodRoutes(
      configuration: configuration, family: .ipv6, clusterPodCIDR: "fd00:10:244::/48", mainRoutes: [gateway])
    #expect(plan.additions.contains("route replace throw fd00:10:244::/48 table 2018"))
    #expect(plan.additions.contains("route replace throw 2a01:4f8:c17:61::21 table 2018"))
    #expect(plan.additions.contains("route replace default via 2a01:4f8:c17:61::1 dev eth0 onlink table 2018"))
  }

  @Test("cilium-config has both families, and without IPv4 a tunnel over IPv6 where the release can")
  func configuration() {
    let both = CiliumConfiguration.data(of: dual, devices: nil, release: .v118)
    #expect(both["enable-ipv4"] == "true" && both["enable-ipv6"] == "true" && both["underlay-protocol"] == nil)
    let alone = CiliumConfiguration.data(of: six, devices: nil, release: .v118)
    #expect(alone["enable-ipv4"] == "false" && alone["underlay-protocol"] == "ipv6")
    let config = AgentConfig(data: alone, release: .v118)
    #expect(config.families == [.ipv6] && config.underlay == .ipv6 && config.tunnelOverhead == 70)
    #expect(AgentConfig(data: both, release: .v119).tunnelOverhead == 50)
    #expect(CiliumConfiguration.data(of: six, devices: nil, release: .v117)["underlay-protocol"] == nil)
  }
}
