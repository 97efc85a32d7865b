import Cilium
import Testing

@testable import Conformance

@Suite("The guides' tuning beside what is in force")
struct TuningTableTests {
  private func row(
    _ setting: String, _ configuration: [String: String], version: String = "1.18.2", sysctls: [[String: Int]?] = [nil]
  ) -> TuningRow? {
    let nodes = sysctls.enumerated().map { index, values -> NodeFacts in
      var node = SyntheticCluster.node(UInt8(index + 1))
      node.ciliumVersion = version
      node.sysctls = values
      return node
    }
    var facts = SyntheticCluster.cluster(nodes, devices: nil)
    facts.configuration = configuration
    return TuningTable.rows(facts).first { $0.setting.hasPrefix(setting) }
  }

  @Test("what the ConfigMap does not set is the agent's default")
  func defaults() {
    #expect(row("preallocate-bpf-maps", [:])?.follows == true)
    #expect(row("preallocate-bpf-maps", ["preallocate-bpf-maps": "false"])?.follows == false)
    #expect(row("enable-bpf-masquerade", [:])?.follows == false)
    #expect(row("clock source", [:])?.inForce == "ktime")
    #expect(row("clock source", ["enable-bpf-clock-probe": "true"])?.follows == false)
  }

  @Test("connection tracking's size is the number that is set, else by memory, else the agent's")
  func tracking() {
    #expect(row("bpf-ct-global-tcp-max", [:])?.follows == true)
    #expect(
      row("bpf-ct-global-tcp-max", ["bpf-map-dynamic-size-ratio": "0.0025"])?.inForce?.hasPrefix(
        "by "
          + "memory") == true)
    #expect(row("bpf-ct-global-tcp-max", ["bpf-ct-global-tcp-max": "65536"])?.inForce == "65536")
  }

  @Test("accounting cannot be switched off before 1.17")
  func accounting() {
    #expect(row("bpf-conntrack-accounting", [:], version: "1.16.9")?.inForce == "true")
    #expect(row("bpf-conntrack-accounting", [:])?.follows == true)
  }

  @Test("a kernel's buffer that was not read is not known; nodes that differ have rows of their own")
  func buffers() {
    let known = ["net.core.rmem_max": 26_214_400]
    #expect(row("net.core.rmem_max", [:])?.follows == nil)
    #expect(row("net.core.rmem_max", [:], sysctls: [known, known])?.follows == true)
    #expect(row("net.core.rmem_max (node-2)", [:], sysctls: [known, ["net.core.rmem_max": 212_992]])?.follows == false)
    #expect(row("net.core.rmem_max", [:], sysctls: [["net.core.rmem_max": 33_554_432]])?.follows == true)
    for name in ["net.core.rmem_default", "net.core.wmem_max", "net.core.wmem_default"] {
      #expect(row(name, [:], sysctls: [[name: 4096]])?.follows == false)
      #expect(row(name, [:], sysctls: [[name: 67_108_864]])?.follows == true)
      #expect(row(name, [:], sysctls: [known])?.follows == nil)
    }
  }

  @Test("UDP GRO forwarding is told where ethtool told it, node by node")
  func offloads() throws {
    let text = """
      Features for enp0s6:
      rx-checksumming: on
      \trx-udp-gro-forwarding: off [fixed]
      Features for eth1:
      rx-udp-gro-forwarding: on
      Features for eth2:
      rx-udp-gro-forwarding: what
      """
    #expect(OffloadList.parse(text, feature: OffloadList.udpGROForwarding) == ["enp0s6": false, "eth1": true])
    var nodes = [SyntheticCluster.node(1), SyntheticCluster.node(2), SyntheticCluster.node(3)]
    try nodes[0].take(NodeTexts(offloads: "Features for enp0s6:\nrx-udp-gro-forwarding: on\n"))
    try nodes[1].take(NodeTexts(offloads: "Features for enp0s6:\nrx-udp-gro-forwarding: off [fixed]\n"))
    try nodes[2].take(NodeTexts(offloads: "Features for enp0s6:\n"))
    let rows = TuningTable.rows(SyntheticCluster.cluster(nodes, devices: nil)).filter {
      $0.setting.hasPrefix("rx-udp-gro-forwarding")
    }
    #expect(rows.map(\.inForce) == ["on", "off", nil])
    #expect(rows.map(\.follows) == [true, false, nil])
  }

  @Test("pods' MTU: by the guide's sum, by Cilium's rule, and as the node's routes have it")
  func mtu() throws {
    let facts = try RecordedCluster.facts("C")
    let rows = TuningTable.rows(facts).filter { $0.setting.hasPrefix("MTU of pods'") }
    let row = try #require(rows.first)
    #expect(rows.count == 1 && row.inForce == "1230" && row.guide == "8880" && row.follows == false)
    #expect(row.byDefault.hasPrefix("1230: the selected devices' smallest MTU is 1280"))
    let physical = try #require(
      TuningTable.rows(try RecordedCluster.facts("A")).first { $0.setting.hasPrefix("MTU of") })
    #expect(physical.inForce == "8950" && physical.byDefault.hasPrefix("8950: "))
    var unread = facts
    for index in unread.nodes.indices { unread.nodes[index].routes = [] }
    #expect(TuningTable.rows(unread).first { $0.setting.hasPrefix("MTU of") }?.inForce == nil)
    // Agents before 1.19 leave it out of their tables.
    for index in unread.nodes.indices { try unread.nodes[index].take(NodeTexts(podRouteMTU: 1230)) }
    #expect(TuningTable.rows(unread).first { $0.setting.hasPrefix("MTU of") }?.inForce == "1230")
  }
}
