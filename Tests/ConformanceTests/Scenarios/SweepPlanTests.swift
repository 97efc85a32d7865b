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
}
