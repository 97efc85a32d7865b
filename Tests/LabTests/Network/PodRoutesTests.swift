import Testing

@testable import Lab

@Suite("The routing of what pods send out of the pod network")
struct PodRoutesTests {
  private static let main = """
    [{"type":"unicast","dst":"default","gateway":"10.0.0.1","dev":"enp0s6","table":"main"},
     {"type":"unicast","dst":"10.0.0.0/24","dev":"enp0s6","table":"main","scope":"link"},
     {"type":"unicast","dst":"100.64.0.0/10","dev":"tailscale0","table":"main","scope":"link"}]
    """

  private func plan(_ device: String?, _ own: [String], tunnels: Bool = false) throws -> PodRoutes {
    var configuration = DatapathConfiguration(
      selectedDevices: [], masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 1280, routeMTU: 1230,
      peers: [TunnelPeer(node: "instance-worker", podCIDRs: ["10.244.1.0/24"], nodeIPs: ["100.64.0.2"])])
    configuration.podEgress = PodEgress(
      hostAddresses: own, forcedDevice: device, droppedAddresses: [], tunnelsNodeIPs: tunnels)
    return PodRoutes(
      configuration: configuration, clusterPodCIDR: "10.244.0.0/16", mainRoutes: try KernelRoute.parse(Self.main))
  }

  private func routes(_ plan: PodRoutes) -> [String] {
    plan.additions.filter { $0.hasPrefix("route") }.map { String($0.dropFirst(14).dropLast(" table 2018".count)) }
  }

  @Test("a forced device is asked for its own next hop, and the pod network and known addresses are left out")
  func physical() throws {
    #expect(
      try routes(plan("enp0s6", ["10.0.0.239", "10.244.0.114"])) == [
        "throw 10.244.0.0/16", "throw 10.0.0.239", "throw 10.244.0.114", "default via 10.0.0.1 dev enp0s6 onlink",
        "10.0.0.0/24 dev enp0s6 scope link",
      ])
  }

  @Test("a device without a gateway takes everything for its link")
  func tailnet() throws {
    #expect(
      try routes(plan("tailscale0", ["100.64.0.1"])) == [
        "throw 10.244.0.0/16", "throw 100.64.0.1", "100.64.0.0/10 dev tailscale0 scope link",
        "default dev tailscale0 scope link",
      ])
  }

  @Test("nodes that are reached through the tunnel are routed to cilium_host, whatever device is forced")
  func tunnelled() throws {
    #expect(try routes(plan(nil, [], tunnels: true)) == ["100.64.0.2 dev cilium_host mtu 1230"])
    #expect(try routes(plan("enp0s6", [], tunnels: true)).first == "100.64.0.2 dev cilium_host mtu 1230")
  }

  @Test("the node's own packets never meet the rule, the tunnel's outer ones with a pod's mark included")
  func rules() throws {
    let rules = try plan("enp0s6", []).additions.filter { $0.hasPrefix("rule") }
    #expect(
      rules == [
        "rule add lookup local priority 10", "rule add iif lo priority 8 goto 10",
        "rule add fwmark 0xf00/0xfff lookup 2018 priority 9", "rule delete priority 0",
      ])
    #expect(PodRoutes.removals.first == "rule add lookup local priority 0")
  }

  @Test("without a forced device or tunnelled nodes there is no rule")
  func unneeded() throws {
    #expect(try !PodRoutes.isNeeded(plan(nil, ["10.0.0.239"]).configuration))
    #expect(try PodRoutes.isNeeded(plan("enp0s6", []).configuration))
    #expect(try PodRoutes.isNeeded(plan(nil, [], tunnels: true).configuration))
  }

  @Test("dropped addresses are counted for as long as the node lives")
  func drops() {
    let text = PodRoutes.drops(["100.64.0.1"])
    #expect(text.contains("ip daddr { 100.64.0.1 } counter name fib_lookup_failed drop"))
    #expect(!text.contains("delete table"))
    #expect(!PodRoutes.drops([]).contains("drop\n"))
  }

  @Test("what the VCN router cannot route it drops without an answer")
  func unroutedOutside() {
    let ruleset = RouterRuleset(topology: .guide, segment: LabTopology.guide.networks[1])
    #expect(ruleset.text().contains("100.64.0.0/10 } counter drop comment \"no such network outside\""))
  }
}
