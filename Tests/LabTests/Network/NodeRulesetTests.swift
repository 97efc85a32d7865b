import Testing

@testable import Lab

@Suite("A node's netfilter rules")
struct NodeRulesetTests {
  private func ruleset(
    _ devices: [String], _ mode: MasqueradeMode = .bpf, services: [ServiceTranslation] = [],
    faults: FaultSet = []
  ) -> NodeRuleset {
    let configuration = DatapathConfiguration(
      selectedDevices: devices, masquerade: mode, podCIDR: "10.244.0.0/24", deviceMTU: 1280, routeMTU: 1230, peers: [])
    return NodeRuleset(
      topology: .guide, node: LabTopology.guide.nodes[0], configuration: configuration, services: services,
      faults: faults)
  }

  @Test(
    "masquerade on the selected devices only, to the device's own address",
    arguments: [
      (["enp0s6"], ["enp0s6 10.0.0.239"]),
      (["tailscale0"], ["tailscale0 100.64.0.1"]),
      (["enp0s6", "tailscale0"], ["enp0s6 10.0.0.239", "tailscale0 100.64.0.1"]),
      (["eth9"], []),
    ])
  func masqueradesSelectedDevices(devices: [String], expected: [String]) {
    #expect(ruleset(devices).masquerades().map { "\($0.device) \($0.address ?? "?")" } == expected)
  }

  @Test("what the proxy serves is marked for it and goes to the node itself, and no other Service is")
  func proxied() {
    var service = ServiceTranslation(
      namespace: "shop", name: "web", clusterIP: "10.96.0.80", proto: "TCP", port: 80, backends: [])
    #expect(!ruleset(["enp0s6"], services: [service]).text.contains("to_proxy"))
    service.isProxied = true
    let text = ruleset(["enp0s6"], services: [service]).text
    #expect(text.contains("iifname \"lxc*\" ip daddr 10.96.0.80 tcp dport 80 meta mark set 0x200"))
    #expect(
      text.contains("ip daddr 10.96.0.80 tcp dport 80 dnat to \(LabTopology.guide.nodes[0].podGateways[0]):10080"))
    #expect(!text.contains("ip daddr 10.96.0.80 tcp dport 80 reject"))
  }

  @Test("iptables masquerading does not look at the devices")
  func iptablesIgnoresDevices() {
    #expect(ruleset(["tailscale0"], .iptables).masquerades().map(\.device) == ["enp0s6", "tailscale0"])
    #expect(ruleset(["tailscale0"], .disabled).masquerades().isEmpty)
  }

  @Test("the SNAT faults touch the physical device only")
  func snatFaults() {
    let both = ["enp0s6", "tailscale0"]
    #expect(ruleset(both, faults: [.snatMissing]).masquerades() == [.init(device: "tailscale0", address: "100.64.0.1")])
    #expect(ruleset(both, faults: [.snatWrongAddress]).masquerades().map(\.address) == ["100.64.0.1", "100.64.0.1"])
  }

  @Test(
    "where a device has no address, netfilter hides pods behind whichever it finds, BPF behind the agent's fallback")
  func deviceWithoutAddress() throws {
    let topology = try LabTopology.named("kubespan")
    func devices(_ mode: MasqueradeMode, _ fallback: String? = nil) -> [NodeRuleset.Masquerade] {
      var configuration = DatapathConfiguration(
        selectedDevices: ["eth0", "kubespan"], masquerade: mode, podCIDR: "10.244.0.0/24", deviceMTU: 1280,
        routeMTU: 1230, peers: [])
      configuration.fallbackAddresses = [fallback].compactMap { $0 }
      return NodeRuleset(
        topology: topology, node: topology.nodes[0], configuration: configuration, services: [], faults: []
      ).masquerades()
    }
    #expect(devices(.bpf) == [.init(device: "eth0", address: "167.235.9.5")])
    #expect(devices(.bpf, "167.235.9.5").map(\.device) == ["eth0", "kubespan"])
    #expect(
      devices(.iptables) == [.init(device: "eth0", address: "167.235.9.5"), .init(device: "kubespan", address: nil)])
  }

  @Test("a lossy tunnel drops some of its packets, in and out, and of nothing else")
  func lossyTunnel() {
    let text = ruleset(["enp0s6"], faults: FaultSet([PlacedFault(.lossyTunnel, node: LabTopology.guide.nodes[0].name)]))
      .text
    #expect(text.contains("iifname \"tailscale0\" udp dport 8472 numgen random mod 100 < 30 counter drop"))
    #expect(text.contains("oifname \"tailscale0\" udp dport 8472 numgen random mod 100 < 30 counter drop"))
    #expect(!ruleset(["enp0s6"]).text.contains("numgen random mod 100"))
    let inward = PlacedFault(.lossyTunnel, node: LabTopology.guide.nodes[0].name, direction: .incoming)
    #expect(!ruleset(["enp0s6"], faults: FaultSet([inward])).text.contains("oifname \"tailscale0\" udp dport 8472"))
  }

  @Test("other nodes are spared where the agent says so")
  func sparedNodes() {
    var ruleset = ruleset(["enp0s6"])
    #expect(!ruleset.text.contains("100.64.0.2"))
    ruleset.configuration?.sparedAddresses = ["100.64.0.2"]
    #expect(ruleset.text.contains("ip daddr { 100.64.0.2 } return"))
  }

  @Test("pod destinations are spared before any device's rule")
  func podsAreSpared() throws {
    let text = ruleset(["enp0s6"]).text
    let spared = try #require(text.range(of: "ip daddr 10.244.0.0/16 return"))
    let masquerade = try #require(text.range(of: "oifname \"enp0s6\" ip saddr 10.244.0.0/24 snat to 10.0.0.239"))
    #expect(spared.upperBound < masquerade.lowerBound)
  }

  @Test("a Service is spread over its ready backends, and rejected without any")
  func services() {
    var service = ServiceTranslation(
      namespace: "kube-system", name: "kube-dns", clusterIP: "10.96.0.10", proto: "UDP", port: 53,
      backends: [.init(address: "10.244.0.5", port: 53), .init(address: "10.244.1.7", port: 1053)])
    #expect(
      ruleset([], services: [service]).text.contains(
        "ip daddr 10.96.0.10 udp dport 53 dnat ip addr . port to jhash ip saddr . udp sport mod 2 map "
          + "{ 0 : 10.244.0.5 . 53, 1 : 10.244.1.7 . 1053 }"))
    service.backends = []
    let text = ruleset([], services: [service]).text
    #expect(text.components(separatedBy: "ip daddr 10.96.0.10 udp dport 53 reject").count == 3)
    #expect(!text.contains("jhash"))
  }

  @Test("VXLAN is never tracked; the fault drops it on tailscale0 in both directions")
  func vxlan() {
    #expect(ruleset(["enp0s6"]).text.components(separatedBy: "udp dport 8472 notrack").count == 3)
    #expect(!ruleset(["enp0s6"]).text.contains("8472 counter drop"))
    let text = ruleset(["enp0s6"], faults: [.vxlanDropped]).text
    #expect(text.contains("oifname \"tailscale0\" udp dport 8472 counter drop"))
    #expect(text.contains("iifname \"tailscale0\" udp dport 8472 counter drop"))
  }
}

@Suite("The outside world's rules")
struct InternetRulesetTests {
  @Test("nothing is dropped without a fault")
  func healthy() {
    let text = InternetRuleset(topology: .guide, faults: []).text
    for word in ["drop", "reject", "dnat"] { #expect(!text.contains(word)) }
  }

  @Test(
    "each fault has its rule",
    arguments: [
      (LabFault.externalDNSDown, "ip daddr 8.8.8.8 udp dport 53 drop"),
      (.httpsEndpointDown, "reject with tcp reset"),
      (.httpsWrongAddress, "tcp dport 443 dnat to 203.0.113.10:8443"),
      (.wireguardPeerDown, "udp dport 41641 drop"),
      (.tailnetRelayed, "udp dport 41641 drop"),
      (.pathMTUSmaller, "udp dport 41641 udp length > 1192 drop"),
    ])
  func faultRules(fault: LabFault, rule: String) {
    #expect(InternetRuleset(topology: .guide, faults: [fault]).text.contains(rule))
  }
}
