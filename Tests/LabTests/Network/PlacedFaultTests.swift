import Testing

@testable import Lab

@Suite("Faults on a node, and one way")
struct PlacedFaultTests {
  @Test(
    "are read as they are written",
    arguments: ["snat-missing", "forwarding-off@a", "vxlan-dropped@b:in", "tunnel-one-way@b:out"])
  func written(text: String) { #expect(PlacedFault(text)?.description == text) }

  @Test(
    "and nothing else is", arguments: ["", "snat", "snat-missing@", "vxlan-dropped@b:up", "vxlan-dropped@:in", "@b"])
  func refused(text: String) { #expect(PlacedFault(text) == nil) }

  @Test("are where they usually are, unless a node is named")
  func places() {
    let nodes = ["a", "b", "c"]
    func struck(_ fault: PlacedFault) -> [String] { nodes.filter { fault.strikes($0, of: nodes) } }
    #expect(struck(PlacedFault(.snatMissing)) == nodes)
    #expect(struck(PlacedFault(.forwardingOff)) == ["c"])
    #expect(struck(PlacedFault(.allowedIPsShort)) == ["a"])
    for fault in LabFault.allCases { #expect(struck(PlacedFault(fault, node: "b")) == ["b"]) }
  }

  @Test("strike both ways, or the one that is asked for, or that they are about")
  func directions() throws {
    func ways(_ text: String) throws -> [FaultDirection] {
      let fault = try #require(PlacedFault(text))
      return FaultDirection.allCases.filter(fault.strikes)
    }
    #expect(try ways("vxlan-dropped") == [.incoming, .outgoing])
    #expect(try ways("vxlan-dropped@a:in") == [.incoming])
    #expect(try ways("tunnel-one-way") == [.incoming])
    #expect(try ways("tunnel-one-way@a:out") == [.outgoing])
  }

  @Test("are refused where there is no such node, or no such direction")
  func inapplicable() {
    func reason(_ text: String) -> String? { PlacedFault(text)?.inapplicability(in: .guide) }
    #expect(reason("forwarding-off@instance-master") == nil)
    #expect(reason("forwarding-off@elsewhere")?.contains("instance-master, instance-worker") == true)
    #expect(reason("forwarding-off@instance-master:in") == "it has no direction")
    #expect(reason("kubelet-blocked@instance-master") != nil && reason("kubelet-blocked") == nil)
    #expect(PlacedFault(.wireguardPeerDown, direction: .incoming).inapplicability(in: .guide)?.contains("node") == true)
    #expect(reason("wireguard-peer-down@instance-worker:in") == nil)
    #expect(reason("cluster-dns-gone@instance-worker") == "it is the whole cluster's")
    #expect(reason("cluster-dns-gone") == nil)
    #expect(reason("node-gone@instance-master") != nil && reason("node-gone") == nil)
    #expect(PlacedFault(.uplinkDown).inapplicability(in: .guide) == nil)
    let single = LabTopology.builtIn.first { $0.name == "single-uplink" }
    #expect(single.flatMap { PlacedFault(.uplinkDown).inapplicability(in: $0) }?.contains("node-gone") == true)
    #expect(reason("forward-dropped")?.contains("netfilter") == true)
  }

  @Test("a node's rules have those of the faults that are on it, and no others")
  func rules() {
    func text(_ fault: String, on node: Int) -> String {
      NodeRuleset(
        topology: .guide, node: LabTopology.guide.nodes[node],
        configuration: DatapathConfiguration(
          selectedDevices: ["enp0s6"], masquerade: .bpf, podCIDR: "10.244.0.0/16", deviceMTU: 1500, routeMTU: 1450,
          peers: []),
        services: [
          ServiceTranslation(
            namespace: "kube-system", name: "kube-dns", clusterIP: "10.96.0.10", proto: "UDP", port: 53,
            backends: [.init(address: "10.244.0.5", port: 53), .init(address: "10.244.1.7", port: 53)])
        ],
        faults: FaultSet([PlacedFault(fault)].compactMap { $0 })
      ).text
    }
    let tunnel = "\"tailscale0\" udp dport 8472 counter drop"
    #expect(text("vxlan-dropped@instance-master:out", on: 0).contains("oifname \(tunnel)"))
    #expect(!text("vxlan-dropped@instance-master:out", on: 0).contains("iifname \(tunnel)"))
    #expect(!text("vxlan-dropped@instance-master:out", on: 1).contains(tunnel))
    let hidden = "oifname \"enp0s6\" ip saddr 10.244.0.0/24 snat to 10.0.0.239"
    #expect(!text("snat-missing@instance-master", on: 0).contains(hidden))
    #expect(text("snat-missing@instance-worker", on: 0).contains(hidden))
    #expect(text("host-firewall", on: 1).contains("iifname \"tailscale0\" icmp type echo-request counter drop"))
    #expect(!text("host-firewall", on: 0).contains("echo-request"))
    #expect(text("kubelet-blocked", on: 1).contains("tcp dport 10250 counter drop"))
    #expect(text("dns-upstream-lost", on: 1).contains("ip saddr { 10.244.1.7 } udp dport 53 counter drop"))
    #expect(!text("dns-upstream-lost", on: 0).contains("10.244.0.5 } udp"))
    #expect(
      text("forward-dropped@instance-master", on: 0).contains("oifname != { \"lxc*\", \"cilium_*\" } counter drop"))
  }

  @Test("what is beyond the nodes is for what one of them sends or gets, where it is named")
  func outside() throws {
    func text(_ fault: String) -> String {
      InternetRuleset(topology: .guide, faults: FaultSet([PlacedFault(fault)].compactMap { $0 })).text
    }
    let card = try #require(LabTopology.guide.nodes[1].cards.first)
    let address = try #require(LabTopology.guide.outsideAddress(of: card))
    #expect(
      text("external-dns-down@instance-worker").contains("ip saddr { \(address) } ip daddr 8.8.8.8 udp dport 53 drop"))
    #expect(text("https-endpoint-down@instance-worker").contains("ip saddr { \(address) } ip daddr"))
    let inwards = text("wireguard-peer-down@instance-worker:in")
    #expect(inwards.contains("ip daddr { \(address) } udp dport 41641 drop") && !inwards.contains("saddr"))
    #expect(text("wireguard-peer-down").contains("    udp dport 41641 drop"))
  }

  @Test("a router's filter and its lost answers are for the node that is named")
  func routers() {
    for node in LabTopology.guide.nodes {
      for segment in LabTopology.guide.networks where node.cards.contains(where: { $0.network == segment.name }) {
        let ruleset = RouterRuleset(topology: .guide, segment: segment)
        let address = node.cards.first { $0.network == segment.name }?.address ?? "?"
        #expect(ruleset.text(filter: .ping, filtering: node.name).contains("ip saddr \(address) ip daddr != {"))
        #expect(
          ruleset.text(losesReplies: true, losingReplies: node.name).contains(
            "iifname \"lan0\" ip saddr \(address) ip ttl < 64 ct mark set 1"))
      }
    }
  }

  @Test("less room on a device is given back as it was")
  func room() {
    let worker = LabTopology.guide.nodes[1]
    #expect(KernelFaults.deviceMTU(worker, .guide, true) == ["link set dev tailscale0 mtu 576"])
    #expect(KernelFaults.deviceMTU(worker, .guide, false) == ["link set dev tailscale0 mtu 1280"])
  }

  @Test("one that is on is moved, and its nodes are asked for")
  func board() async throws {
    let board = FaultBoard(network: FakeNetwork(), nodes: ["a", "b"])
    try await board.set(PlacedFault(.agentFrozen), active: true)
    #expect(await board.isActive(.agentFrozen, on: "b"))
    #expect(await !board.isActive(.agentFrozen, on: "a"))
    try await board.set(PlacedFault(.agentFrozen, node: "a"), active: true)
    #expect(await board.isActive(.agentFrozen, on: "a"))
    #expect(await !board.isActive(.agentFrozen, on: "b"))
    try await board.set(PlacedFault(.agentFrozen), active: false)
    #expect(await board.place(of: .agentFrozen) == nil)
  }
}
