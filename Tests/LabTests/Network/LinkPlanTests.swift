import Testing

@testable import Lab

@Suite("Links, routes and addresses")
struct LinkPlanTests {
  private static let guide = LabTopology.guide
  private let links = LinkPlan(topology: guide)
  private var master: LabNode { Self.guide.nodes[0] }
  private var worker: LabNode { Self.guide.nodes[1] }

  @Test("no line leaves a link's other end in the starter's namespace")
  func everyPeerHasANamespace() {
    let pod = PodLink(netns: "pod-1", addresses: ["10.244.0.115"], uid: "1", identity: 300)
    let lines =
      links.cards(master) + links.router(Self.guide.networks[0]) + pod.nodeLines(mtu: 1280, routers: ["10.244.0.114"])
    let veths = lines.filter { $0.contains("type veth") }
    #expect(veths.count == 3)
    for line in veths { #expect(line.contains(" netns ")) }
  }

  @Test("tunnel routes carry the agent's MTU, as recorded")
  func tunnelRoute() {
    let configuration = DatapathConfiguration(
      selectedDevices: ["enp0s6"], masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 9000, routeMTU: 8950,
      peers: [TunnelPeer(node: "instance-worker", podCIDRs: ["10.244.1.0/24"], nodeIPs: ["100.64.0.2"])])
    let lines = links.datapath(master, configuration)
    #expect(lines.contains("link set cilium_vxlan mtu 9000"))
    #expect(
      lines.last
        == "route replace 10.244.1.0/24 via 10.244.0.114 dev cilium_host proto kernel src 10.244.0.114 mtu 8950")
  }

  @Test("a pod's device name fits the kernel's limit and differs between pods")
  func deviceNames() {
    let names = (0..<50).map { PodLink(netns: "n", addresses: ["10.244.0.9"], uid: "uid-\($0)", identity: 300).lxc }
    #expect(names.allSatisfy { $0.count == 15 && $0.hasPrefix("lxc") })
    #expect(Set(names).count == 50)
  }

  @Test("fragmented ICMP is dropped at the pod's device, whose packets carry the identity in the mark")
  func podIngress() {
    let rules = PodLink(netns: "n", addresses: ["10.244.0.9"], uid: "u", identity: 0x1234).ingressRules
    #expect(rules.contains("ip protocol icmp ip frag-off & 0x3fff != 0 counter name invalid_packet drop"))
    #expect(rules.contains("meta mark set 0x12340f00"))
  }

  @Test("the default route moves to the tailnet and back")
  func defaultRoute() {
    #expect(
      links.defaultRoute(worker)
        == "route replace default via 10.0.0.1 dev enp0s6 src 10.0.0.24")
    #expect(links.misplacedDefaultRoute(worker) == "route replace default dev tailscale0 scope link")
  }

  @Test("the VCN router drops what does not come from its node")
  func sourceDestinationCheck() {
    let ruleset = RouterRuleset(topology: Self.guide, segment: Self.guide.networks[1])
    #expect(ruleset.text().contains("iifname \"lan0\" ip saddr != 10.0.0.24 counter drop"))
    #expect(ruleset.text().contains("snat to 168.107.2.61"))
    #expect(!ruleset.text().contains("ct mark"))
    #expect(ruleset.text(losesReplies: true).contains("iifname \"wan0\" ct mark 1 counter drop"))
  }

  @Test("WireGuard allows nothing but the peer's own address")
  func allowedAddresses() throws {
    let overlay = try #require(Self.guide.overlays.first)
    let wireguard = WireGuard(topology: Self.guide, overlay: overlay, paths: LabPaths())
    let section = try #require(wireguard.peerSection(worker, from: master, key: "KEY"))
    #expect(section.contains("AllowedIPs = 100.64.0.2/32\n"))
    #expect(section.contains("Endpoint = 168.107.2.61:41641\n"))
  }

  @Test("node IPs are where the topology wants them")
  func nodeIPs() {
    #expect(worker.nodeIPAddress == "100.64.0.2")
    var other = worker
    other.nodeIP = "enp0s6"
    #expect(other.nodeIPAddress == "10.0.0.24")
    #expect(throws: LabError.self) { try Self.guide.node("instance-third") }
  }

  @Test("Cilium's devices have the indices that follow the uplinks'")
  func indices() throws {
    #expect([master.ciliumNetIndex, master.ciliumHostIndex, Int(master.vxlanIndex)] == [4, 5, 6])
    let single = try LabTopology.named("single-uplink").nodes[0]
    #expect(Int(single.vxlanIndex) == 5)
    var bridged = single
    bridged.uplinks[0].bridgePort = "eth9"
    #expect(Int(bridged.vxlanIndex) == 6)
    bridged.uplinks[0].bridgePort = nil
    bridged.uplinks[0].macvlanOver = "eth9"
    #expect(Int(bridged.vxlanIndex) == 6)
  }

  @Test("a card that is a bridge's port leaves the address to the bridge")
  func bridgedCard() throws {
    var topology = try LabTopology.named("single-uplink")
    topology.nodes[0].uplinks[0].device = "br0"
    topology.nodes[0].uplinks[0].bridgePort = "eth0"
    let lines = LinkPlan(topology: topology).cards(topology.nodes[0])
    #expect(lines.contains { $0.hasPrefix("link add eth0 index 2 ") } && lines.contains("link set eth0 master br0"))
    #expect(lines.contains("address add 192.168.7.21/24 dev br0"))
    #expect(!lines.contains { $0.hasPrefix("address") && $0.hasSuffix("eth0") })
  }

  @Test("a card below a macvlan leaves the address to that")
  func macvlan() throws {
    let topology = try LabTopology.named("netfilter")
    let lines = LinkPlan(topology: topology).cards(topology.nodes[0])
    #expect(lines.contains { $0.hasPrefix("link add phys1 index 3 ") && $0.contains(" type veth ") })
    #expect(lines.contains("link add eth1 index 4 mtu 1500 link phys1 type macvlan mode bridge"))
    #expect(lines.contains("address add 10.20.0.11/24 dev eth1") && lines.contains("link set phys1 up"))
  }

  @Test("natively routed pods have a route to their node where that is on the link, and only if the agent makes routes")
  func nativeRoutes() throws {
    let topology = try LabTopology.named("native")
    var configuration = DatapathConfiguration(
      selectedDevices: ["eth0"], masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 1500, routeMTU: 1500,
      peers: [
        TunnelPeer(node: "rack-b", podCIDRs: ["10.244.1.0/24"], nodeIPs: ["10.20.0.12"]),
        TunnelPeer(node: "far", podCIDRs: ["10.244.9.0/24"], nodeIPs: ["10.99.0.1"]),
      ])
    let links = LinkPlan(topology: topology)
    #expect(!links.datapath(topology.nodes[0], configuration).contains { $0.hasPrefix("route") })
    configuration.routesPeersDirectly = true
    #expect(
      links.datapath(topology.nodes[0], configuration).filter { $0.hasPrefix("route") } == [
        "route replace 10.244.1.0/24 via 10.20.0.12 proto kernel"
      ])
    #expect(!links.cilium(topology.nodes[0]).contains { $0.contains("vxlan") })
  }
}

@Suite("Prefixes")
struct IPNetworkTests {
  @Test("are read with host bits cut off")
  func reading() throws {
    let network = try #require(IPNetwork("10.244.1.77/24"))
    #expect(network.description == "10.244.1.0/24")
    #expect(network.contains("10.244.1.255"))
    #expect(!network.contains("10.244.2.0"))
    #expect(network.address(115) == "10.244.1.115")
  }

  @Test("of IPv6 are read likewise, and give addresses and smaller prefixes")
  func readingIPv6() throws {
    let network = try #require(IPNetwork("fd00:10:244:7::9/48"))
    #expect(network.description == "fd00:10:244::/48" && network.family == .ipv6)
    #expect(network.contains("fd00:10:244:ffff::1") && !network.contains("fd00:10:245::1"))
    #expect(!network.contains("10.244.0.1"))
    #expect(network.address(0x1_0073) == "fd00:10:244::1:73")
    #expect(network.subnet(258, length: 64).description == "fd00:10:244:102::/64")
    #expect(try #require(IPNetwork("10.244.0.0/16")).subnet(3, length: 24).description == "10.244.3.0/24")
    #expect(try #require(IPNetwork("fd00:10:244:3::/64")).overlaps(network))
  }

  @Test(
    "refuse what is no prefix",
    arguments: ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/24", "10.0.0.256/24", "a/8", "fd00::/129", "fd00::"])
  func refusing(text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test("give Ethernet addresses that are unicast, local and distinct")
  func ethernetAddresses() throws {
    #expect(LabMAC.pod("10.244.0.115") == "0e:58:0a:f4:00:73")
    #expect(LabMAC.lxc("10.244.0.115") == "0e:59:0a:f4:00:73")
    #expect(LabTopology.guide.nodes[0].vxlanMAC != LabTopology.guide.nodes[1].vxlanMAC)
    let six = try LabTopology.named("ipv6-only").nodes.map(\.vxlanMAC)
    #expect(six.allSatisfy { $0.hasPrefix("0e:5a:") } && Set(six).count == six.count)
  }
}
