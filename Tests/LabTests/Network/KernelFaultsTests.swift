import Testing

@testable import Lab

@Suite("Faults in a node's kernel")
struct KernelFaultsTests {
  @Test("each is taken back by what undoes it")
  func undone() {
    #expect(KernelFaults.blackhole(true) == ["rule add to 8.8.8.8 blackhole priority 90"])
    #expect(KernelFaults.blackhole(false) == ["rule delete to 8.8.8.8 blackhole priority 90"])
    #expect(KernelFaults.forwarding(off: true) == "echo 0 > /proc/sys/net/ipv4/ip_forward\n")
    #expect(KernelFaults.forwarding(off: false) == "echo 1 > /proc/sys/net/ipv4/ip_forward\n")
    #expect(KernelFaults.sourceFilter(strict: true) == "echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter\n")
    #expect(KernelFaults.sourceFilter(strict: false) == "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter\n")
  }

  @Test("one more address is on the last node's default uplink, and pods are hidden behind it")
  func addresses() throws {
    let worker = try #require(KernelFaults.node(of: .guide))
    #expect(KernelFaults.moreAddresses(worker, true) == ["address add 203.0.114.7/32 dev enp0s6"])
    #expect(KernelFaults.moreAddresses(worker, false) == ["address delete 203.0.114.7/32 dev enp0s6"])
    for node in LabTopology.guide.nodes {
      let ruleset = NodeRuleset(
        topology: .guide, node: node,
        configuration: DatapathConfiguration(
          selectedDevices: ["enp0s6"], masquerade: .bpf, podCIDR: "10.244.0.0/16", deviceMTU: 1500, routeMTU: 1450,
          peers: []), services: [], faults: [.addressAdded])
      #expect(ruleset.text.contains("snat to 203.0.114.7") == (node == worker))
    }
  }

  @Test("a tunnel that is deaf one way drops what comes in on the last node, and nothing else")
  func oneWay() {
    for node in LabTopology.guide.nodes {
      let text = NodeRuleset(
        topology: .guide, node: node, configuration: nil, services: [], faults: [.tunnelOneWay]
      ).text
      #expect(text.contains("iifname \"tailscale0\" udp dport 8472 counter drop") == (node.name == "instance-worker"))
      #expect(!text.contains("oifname \"tailscale0\" udp dport 8472"))
    }
  }

  @Test("a router keeps what the last node sends, and what is for nodes passes")
  func filters() throws {
    let topology = LabTopology.guide
    let worker = try #require(KernelFaults.node(of: topology))
    for segment in topology.networks {
      let isHome = worker.cards.contains { $0.network == segment.name }
      func text(_ filter: RouterRuleset.Filter?) -> String {
        RouterRuleset(topology: topology, segment: segment).text(filter: filter)
      }
      let address = worker.cards[0].address ?? ""
      #expect(!text(nil).contains("a filter of this node alone"))
      #expect(text(.ping).contains("ip saddr \(address) ip daddr != { ") == isHome)
      #expect(text(.ping).contains("icmp type echo-request counter drop") == isHome)
      #expect(text(.internet).contains("udp dport 53 counter drop") == isHome)
      #expect(!text(.ping).contains("udp dport 53 counter drop"))
    }
  }

  @Test("a way out that was cut is put back whole")
  func wayOut() throws {
    let worker = try #require(KernelFaults.node(of: .guide))
    let back = [
      "address replace 10.0.0.24/24 dev enp0s6", "route replace default via 10.0.0.1 dev enp0s6 src 10.0.0.24",
    ]
    #expect(KernelFaults.uplink(worker, .guide, down: true) == ["link set dev enp0s6 down"])
    #expect(KernelFaults.uplink(worker, .guide, down: false) == ["link set dev enp0s6 up"] + back)
    #expect(KernelFaults.uplinkAddresses(worker, .guide, gone: true) == ["address delete 10.0.0.24/24 dev enp0s6"])
    #expect(KernelFaults.uplinkAddresses(worker, .guide, gone: false) == back)
    #expect(
      KernelFaults.defaultRoutes(worker, .guide, gone: true) == [
        "route delete default via 10.0.0.1 dev enp0s6 src 10.0.0.24"
      ])
    #expect(KernelFaults.defaultRoutes(worker, .guide, gone: false) == [back[1]])
  }

  @Test("a node that is gone hears and says nothing by any card, and is there again without the rules")
  func gone() throws {
    let worker = try #require(KernelFaults.node(of: .guide))
    let text = GoneNode.text(worker, active: true)
    for hook in ["ingress", "egress"] {
      #expect(text.contains("type filter hook \(hook) device \"enp0s6\" priority -500; policy drop;"))
    }
    #expect(!text.contains("tailscale0"))
    #expect(!GoneNode.text(worker, active: false).contains("hook"))
  }

  @Test("they are on the last node by name")
  func place() {
    #expect(KernelFaults.node(of: .guide)?.name == "instance-worker")
  }
}
