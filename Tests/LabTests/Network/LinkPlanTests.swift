import Testing

@testable import Lab

@Suite("Links, routes and addresses")
struct LinkPlanTests {
  @Test("no line leaves a link's other end in the starter's namespace")
  func everyPeerHasANamespace() {
    let pod = PodLink(netns: "pod-1", address: "10.244.0.115", uid: "1", identity: 300)
    let lines = LinkPlan.physical(.master) + LinkPlan.router(.master) + pod.nodeLines(mtu: 1280, router: "10.244.0.114")
    let veths = lines.filter { $0.contains("type veth") }
    #expect(veths.count == 3)
    for line in veths { #expect(line.contains(" netns ")) }
  }

  @Test("tunnel routes carry the agent's MTU, as recorded")
  func tunnelRoute() {
    let configuration = DatapathConfiguration(
      selectedDevices: ["enp0s6"], masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 9000, routeMTU: 8950,
      peers: [TunnelPeer(node: "instance-worker", podCIDR: "10.244.1.0/24", nodeIP: "100.64.0.2")])
    let lines = LinkPlan.datapath(.master, configuration)
    #expect(lines.contains("link set cilium_vxlan mtu 9000"))
    #expect(
      lines.last
        == "route replace 10.244.1.0/24 via 10.244.0.114 dev cilium_host proto kernel src 10.244.0.114 mtu 8950")
  }

  @Test("a pod's device name fits the kernel's limit and differs between pods")
  func deviceNames() {
    let names = (0..<50).map { PodLink(netns: "n", address: "10.244.0.9", uid: "uid-\($0)", identity: 300).lxc }
    #expect(names.allSatisfy { $0.count == 15 && $0.hasPrefix("lxc") })
    #expect(Set(names).count == 50)
  }

  @Test("fragmented ICMP is dropped at the pod's device, whose packets carry the identity in the mark")
  func podIngress() {
    let rules = PodLink(netns: "n", address: "10.244.0.9", uid: "u", identity: 0x1234).ingressRules
    #expect(rules.contains("ip protocol icmp ip frag-off & 0x3fff != 0 counter name invalid_packet drop"))
    #expect(rules.contains("meta mark set 0x12340f00"))
  }

  @Test("the default route moves to the tailnet and back")
  func defaultRoute() {
    #expect(
      LinkPlan.defaultRoute(.worker, onTailnet: false)
        == "route replace default via 10.0.0.1 dev enp0s6 src 10.0.0.24")
    #expect(LinkPlan.defaultRoute(.worker, onTailnet: true) == "route replace default dev tailscale0 scope link")
  }

  @Test("the VCN router drops what does not come from its node")
  func sourceDestinationCheck() {
    #expect(RouterRuleset.text(.worker).contains("iifname \"lan0\" ip saddr != 10.0.0.24 counter drop"))
    #expect(RouterRuleset.text(.worker).contains("snat to 168.107.2.61"))
    #expect(!RouterRuleset.text(.worker).contains("ct mark"))
    #expect(RouterRuleset.text(.worker, losesReplies: true).contains("iifname \"wan0\" ct mark 1 counter drop"))
  }

  @Test("WireGuard allows nothing but the peer's own address")
  func allowedAddresses() {
    let section = WireGuard.peerSection(.worker, key: "KEY")
    #expect(section.contains("AllowedIPs = 100.64.0.2/32\n"))
    #expect(section.contains("Endpoint = 168.107.2.61:41641\n"))
  }

  @Test("node IPs follow kubelet's setting")
  func nodeIPs() {
    #expect(LabTopology().nodeIP(of: .worker) == "100.64.0.2")
    #expect(LabTopology(nodeIPs: .physical).nodeIP(of: .worker) == "10.0.0.24")
    #expect(throws: LabError.self) { try LabTopology().node("instance-third") }
  }
}

@Suite("IPv4 prefixes")
struct IPv4NetworkTests {
  @Test("are read with host bits cut off")
  func reading() throws {
    let network = try #require(IPv4Network("10.244.1.77/24"))
    #expect(network.description == "10.244.1.0/24")
    #expect(network.contains("10.244.1.255"))
    #expect(!network.contains("10.244.2.0"))
    #expect(network.address(115) == "10.244.1.115")
  }

  @Test("refuse what is no prefix", arguments: ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/24", "10.0.0.256/24", "a/8"])
  func refusing(text: String) {
    #expect(IPv4Network(text) == nil)
  }

  @Test("give Ethernet addresses that are unicast, local and distinct")
  func ethernetAddresses() {
    #expect(LabMAC.pod("10.244.0.115") == "0e:58:0a:f4:00:73")
    #expect(LabMAC.lxc("10.244.0.115") == "0e:59:0a:f4:00:73")
    #expect(LabNode.master.vxlanMAC != LabNode.worker.vxlanMAC)
  }
}
