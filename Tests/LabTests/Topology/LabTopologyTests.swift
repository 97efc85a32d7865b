import Testing

@testable import Lab

@Suite("What follows from a topology")
struct LabTopologyTests {
  @Test("WireGuard's packets go to the address in a common network, else to what the internet sees of the peer")
  func endpoints() throws {
    let guide = LabTopology.guide
    #expect(guide.endpoint(of: guide.nodes[1], from: guide.nodes[0]) == "168.107.2.61")
    let three = try LabTopology.named("three-nodes")
    #expect(three.endpoint(of: three.nodes[1], from: three.nodes[0]) == "167.235.8.44")
    var near = three
    near.nodes[1].uplinks[0].network = "home"
    #expect(near.endpoint(of: near.nodes[2], from: near.nodes[1]) == "192.168.178.30")
  }

  @Test("the internet sees a node by its public address, its own, or not at all")
  func outside() throws {
    let guide = LabTopology.guide
    #expect(LabNodeSpecification(guide.nodes[0], in: guide).externalIPs == ["168.107.2.60"])
    let servers = try LabTopology.named("public-private")
    #expect(LabNodeSpecification(servers.nodes[0], in: servers).externalIPs == ["167.235.4.11"])
    #expect(LabNodeSpecification(servers.nodes[0], in: servers).internalIP == "10.20.0.11")
    var closed = servers
    closed.networks[0].internet = .none
    #expect(LabNodeSpecification(closed.nodes[0], in: closed).externalIPs.isEmpty)
  }

  @Test("from outside nodes are asked by what the internet sees of them, by members of an overlay by its addresses")
  func outsiders() throws {
    let guide = LabTopology.guide
    let node = guide.nodes[0].name
    #expect(guide.outsiders == ["internet", "laptop"])
    #expect(guide.address("10.0.0.239", of: node, from: "internet") == "168.107.2.60")
    #expect(guide.address("100.64.0.1", of: node, from: "internet") == nil)
    #expect(guide.address("100.64.0.1", of: node, from: "laptop") == "100.64.0.1")
    #expect(guide.address("10.9.9.9", of: node, from: "internet") == nil)
    let servers = try LabTopology.named("public-private")
    #expect(servers.address("167.235.4.11", of: servers.nodes[0].name, from: "internet") == "167.235.4.11")
    #expect(servers.address("10.20.0.11", of: servers.nodes[0].name, from: "internet") == nil)
    #expect(guide.members(of: guide.overlays[0]).map(\.name).last == "laptop")
  }

  @Test("Tailscale's way has its rules, table and marks; wg-quick's has routes alone; KubeSpan's is netfilter's")
  func overlayRouting() throws {
    let three = try LabTopology.named("three-nodes")
    let tailscale = OverlayRouting(topology: three, overlay: three.overlays[0])
    let lines = tailscale.lines(three.nodes[0])
    #expect(lines.contains("route add 100.88.1.2/32 dev tailscale0 table 52"))
    #expect(tailscale.rules.contains("rule add fwmark 0x80000/0xff0000 lookup main priority 5210"))
    #expect(tailscale.rules.contains("rule add lookup 52 priority 5270"))
    #expect(tailscale.ruleset(three.nodes[0]) == nil)
    let guide = OverlayRouting(topology: .guide, overlay: LabTopology.guide.overlays[0])
    #expect(guide.rules.isEmpty && !guide.lines(LabTopology.guide.nodes[0]).contains { $0.hasPrefix("rule") })
    let mesh = try LabTopology.named("kubespan")
    let kubespan = OverlayRouting(topology: mesh, overlay: mesh.overlays[0])
    #expect(kubespan.addresses(of: mesh.nodes[1]) == ["167.235.10.6"])
    #expect(kubespan.ruleset(mesh.nodes[0])?.contains("elements = { 167.235.10.6 }") == true)
    #expect(kubespan.rules == ["rule add fwmark 0x40/0x60 lookup 180 priority 32500"])
  }

  @Test("a ZeroTier-like overlay is a segment of its own: addresses with its prefix, no rules, no marks")
  func ethernetOverlay() throws {
    let topology = try LabTopology.named("tap-overlay")
    let routing = OverlayRouting(topology: topology, overlay: topology.overlays[0])
    #expect(
      routing.lines(topology.nodes[0]) == [
        "address add 10.147.17.20/24 dev zt0", "link set zt0 mtu 2800 up",
      ])
    #expect(routing.rules.isEmpty && routing.ruleset(topology.nodes[0]) == nil)
    #expect(topology.tunnelHasEthernet && !LabTopology.guide.tunnelHasEthernet)
    #expect(LabFault.pathMTUSmaller.inapplicability(in: topology) != nil)
    #expect(TapRelay.main(arguments: ["zt0"]) == 2)
  }

  @Test("an ip-masq-agent's list spares prefixes, as the agents tell")
  func spared() throws {
    let topology = try LabTopology.named("ip-masq-agent")
    let data = CiliumConfiguration.data(of: topology, devices: nil, release: .v118)
    #expect(data["enable-ip-masq-agent"] == "true")
    #expect(AgentConfig(data: data, release: .v118).ipMasqAgent)
    var configuration = DatapathConfiguration(
      selectedDevices: ["eth0"], masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 1500, routeMTU: 1450, peers: [])
    configuration.sparedPrefixes = ["172.16.0.0/12", "fd00::/8"]
    let ruleset = NodeRuleset(
      topology: topology, node: topology.nodes[0], configuration: configuration, services: [], faults: [])
    #expect(ruleset.text.contains("ip daddr { 172.16.0.0/12 } return"))
    #expect(IPMasquerade.list(["172.16.0.0/12", "10.0.0.0/8"]).stdout.hasPrefix("IP PREFIX/ADDRESS"))
    #expect(IPMasquerade.list([]).stderr == "No entries found.\n")
  }

  @Test("cilium-config follows the plan, and what the plan says key by key wins")
  func configuration() throws {
    func data(_ name: String, _ release: LabCilium = .v118) throws -> [String: String] {
      CiliumConfiguration.data(of: try LabTopology.named(name), devices: nil, release: release)
    }
    let native = try data("native")
    #expect(native["routing-mode"] == "native" && native["ipv4-native-routing-cidr"] == "10.244.0.0/16")
    #expect(native["auto-direct-node-routes"] == "true" && native["tunnel-protocol"] == nil)
    let netfilter = try data("netfilter")
    #expect(netfilter["enable-bpf-masquerade"] == "false" && netfilter["kube-proxy-replacement"] == "false")
    #expect(netfilter["enable-node-port"] == nil)
    #expect(try data("kubespan")["enable-host-legacy-routing"] == "true")
    #expect(try data("guide") == CiliumConfiguration.data(devices: nil, release: .v118))
    var plain = LabTopology.guide
    plain.cilium.kubeProxyReplacement = false
    #expect(CiliumConfiguration.data(of: plain, devices: nil, release: .v118)["enable-node-port"] == "true")
    #expect(CiliumConfiguration.data(of: plain, devices: nil, release: .v119)["enable-node-port"] == nil)
  }

  @Test("a fault that a topology cannot show says why; the guide's shows all but two")
  func faults() throws {
    #expect(LabFault.allCases.filter { $0.inapplicability(in: .guide) != nil } == [.identityCollides, .forwardDropped])
    #expect(try LabFault.identityCollides.inapplicability(in: .named("three-nodes")) == nil)
    let single = try LabTopology.named("single-uplink")
    let shown = LabFault.allCases.filter { $0.inapplicability(in: single) == nil }
    #expect(shown.contains(.vxlanDropped) && shown.contains(.snatMissing))
    #expect(
      !shown.contains(.wireguardPeerDown) && !shown.contains(.tailnetRelayed) && !shown.contains(.defaultRouteOnTailnet)
    )
    #expect(try LabFault.forwardDropped.inapplicability(in: .named("netfilter")) == nil)
    #expect(try LabFault.vxlanDropped.inapplicability(in: .named("native"))?.contains("native") == true)
    #expect(try LabFault.strictSourceFilter.inapplicability(in: .named("native")) != nil)
    #expect(try LabFault.natReverseMissing.inapplicability(in: .named("netfilter")) != nil)
  }
}
