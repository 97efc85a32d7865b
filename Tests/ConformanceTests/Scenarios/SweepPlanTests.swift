import Cilium
import Testing

@testable import Conformance

@Suite("What a sweep would change")
struct SweepPlanTests {
  private let plan = SweepPlan(
    steps: [
      .init(scenario: .physicalOnly, devices: "enp0s6"),
      .init(scenario: .auto, devices: nil, obstacle: "no agent would start on node-1: no device is selected"),
    ],
    current: "enp0s6,tailscale0", cilium: .init(namespace: "cilium", daemonSet: "agents"), agents: 3)

  @Test("it tells every value, what is restarted, and how it is taken back")
  func text() {
    #expect(plan.text.contains("  physical-only  devices: enp0s6\n  auto           devices: unset\n"))
    #expect(plan.text.contains("    left out: no agent would start on node-1: no device is selected"))
    #expect(plan.text.contains("the 3 pods of DaemonSet cilium/agents"))
    #expect(plan.text.contains("ConfigMap cilium/cilium-config"))
    #expect(plan.text.contains("Now devices is enp0s6,tailscale0."))
    #expect(plan.text.contains("`netproof restore`"))
    #expect(plan.text.hasSuffix("netproof sweep --allow-reconfigure"))
  }

  @Test("the nodes' own uplinks suggest further values, and what cannot be walked through says why")
  func others() throws {
    let facts = try ReportedCase("40-carrier-nic-private-nic-tailnet").facts()
    let others = try SweepPlan.others(facts, beside: [.init(scenario: .both, devices: "ens5,ens6")])
    let values = others.compactMap(\.devices)
    #expect(Set(values).isSuperset(of: ["ens5", "ens6", "tailscale0", "ens5,ens6,tailscale0", "ens+"]))
    #expect(!values.contains("ens5,ens6"))
    let reordered = try SweepPlan.others(facts, beside: [.init(scenario: .both, devices: "tailscale0,ens6,ens5")])
    #expect(!reordered.compactMap(\.devices).contains("ens5,ens6,tailscale0"))
    var told = plan
    told.others = others
    #expect(told.text.contains("  tailscale0 alone: tailscale0\n"))
    let bridge = try ReportedCase("55-node-ip-on-dummy").facts()
    told.others = try SweepPlan.others(bridge, beside: [])
    #expect(told.text.contains("left out: no agent would start on lf-1"))
  }

  @Test("values that differ by node are listed, and not written")
  func perNode() throws {
    var facts = try ReportedCase("79-public-only-selected").facts()
    facts.nodes[1].devices = facts.nodes[1].devices.map { device in
      device.name != "eth1"
        ? device
        : Device(
          name: "ens9", index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
          addresses: device.addresses)
    }
    var told = plan
    told.others = try SweepPlan.others(facts, beside: [])
    #expect(told.text.contains("a sweep writes no CiliumNodeConfigs"))
  }

  @Test("a walk writes the value that it is given for as-set, and that of the cluster without one")
  func ownValue() throws {
    let facts = try ReportedCase("79-public-only-selected").facts()
    var options = RunOptions()
    #expect(try options.setting(of: .asSet, on: facts) == .devices("eth0"))
    options.ownDevices = "eth0,eth1"
    #expect(try options.setting(of: .asSet, on: facts) == .devices("eth0,eth1"))
  }
}
