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
  }
}
