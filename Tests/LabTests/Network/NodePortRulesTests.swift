import Testing

@testable import Lab

@Suite("A node's rules for NodePorts")
struct NodePortRulesTests {
  private func text(_ serving: NodePortServing, _ devices: [String] = ["enp0s6"], keepsLocal: Bool = false) -> String {
    var configuration = DatapathConfiguration(
      selectedDevices: devices, masquerade: .bpf, podCIDR: "10.244.0.0/24", deviceMTU: 1280, routeMTU: 1230, peers: [])
    configuration.nodePorts = serving
    let service = ServiceTranslation(
      namespace: "default", name: "web", clusterIP: "10.96.1.1", proto: "TCP", port: 80,
      backends: [.init(address: "10.244.0.5", port: 8080), .init(address: "10.244.1.7", port: 8080)],
      nodePort: 30_007, keepsLocal: keepsLocal)
    return NodeRuleset(
      topology: .guide, node: LabTopology.guide.nodes[0], configuration: configuration, services: [service], faults: []
    ).text
  }

  private let cilium = NodePortServing.cilium(addresses: ["10.0.0.239"], atSockets: ["10.0.0.239", "100.64.0.2"])

  @Test("Cilium's program answers its addresses on selected devices; sockets go by the nodes' addresses")
  func selected() {
    let text = text(cilium)
    #expect(text.contains("iifname { \"enp0s6\" } ip daddr { 10.0.0.239 } jump node_ports\n"))
    #expect(text.components(separatedBy: "ip daddr { 10.0.0.239, 100.64.0.2 } jump node_ports_at_sockets").count == 3)
    #expect(!self.text(cilium, []).contains("jump node_ports\n"))
    #expect(!self.text(.nobody).contains("jump node_ports"))
  }

  @Test("policy Local keeps what arrives on the node, or drops it; inside all backends are taken")
  func local() {
    let text = text(cilium, keepsLocal: true)
    #expect(text.contains("tcp dport 30007 dnat ip addr . port to numgen random mod 1 map { 0 : 10.244.0.5 . 8080 }"))
    #expect(text.contains("mod 2 map { 0 : 10.244.0.5 . 8080, 1 : 10.244.1.7 . 8080 }"))
    let rules = NodePortRules(
      node: LabTopology.guide.nodes[1],
      services: [
        ServiceTranslation(
          namespace: "default", name: "web", clusterIP: "10.96.1.1", proto: "TCP", port: 80,
          backends: [.init(address: "10.244.0.5", port: 8080)], nodePort: 30_007, keepsLocal: true)
      ], family: .ipv4, configuration: nil)
    #expect(rules.chains.contains("tcp dport 30007 drop"))
  }

  @Test("what the host itself is translated to on its own node comes from cilium_host, as the route to pods names it")
  func ownPods() {
    #expect(
      text(cilium).contains("ct status dnat oifname \"lxc*\" ip saddr { 10.0.0.239, 100.64.0.1 } snat to 10.244.0.114"))
  }

  @Test("kube-proxy answers on every address of the node")
  func kubeProxy() {
    #expect(text(.kubeProxy).contains("fib daddr type local jump node_ports\n"))
  }

  @Test("nodeport-addresses chooses among a selected device's addresses")
  func blocks() {
    let config = AgentConfig(data: ["nodeport-addresses": "10.1.0.0/24"], release: .v118)
    #expect(config.nodePortBlocks.map { $0.contains("10.1.0.7") } == [true])
    #expect(AgentConfig(data: [:], release: .v118).nodePortBlocks.isEmpty)
  }
}
