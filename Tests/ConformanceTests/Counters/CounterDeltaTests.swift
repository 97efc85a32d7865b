import Cilium
import Kubernetes
import Testing

@testable import Conformance

@Suite("Counters as differences over a run")
struct CounterDeltaTests {
  /// A node's readings; what is left out is as on a quiet node.
  private func counters(
    drops: [String: Double] = [:], failed: Double = 0, started: Double = 1_795_000_000, conntrack: Double? = 0.01,
    nat: Double? = 0.001, drift: Double? = 0, tunnel: (dropped: UInt64, errors: UInt64) = (0, 0),
    without names: Set<String> = []
  ) -> NodeCounters {
    var samples = [
      Metric(name: MetricName.forwards, labels: ["direction": "EGRESS"], value: 74_926),
      Metric(
        name: MetricName.mapOperations, labels: ["map_name": "lxc", "operation": "update", "outcome": "success"],
        value: 27),
      Metric(name: MetricName.processStart, value: started),
      Metric(name: MetricName.endpointState, labels: ["endpoint_state": "ready"], value: 3),
      Metric(name: MetricName.regenerations, labels: ["outcome": "success"], value: 14),
      Metric(
        name: MetricName.kubernetesEvents, labels: ["action": "update", "scope": "Pod", "status": "success"], value: 28),
    ]
    samples += drops.map { Metric(name: MetricName.drops, labels: ["direction": "EGRESS", "reason": $0], value: $1) }
    if failed > 0 {
      samples.append(
        Metric(
          name: MetricName.mapOperations, labels: ["map_name": "lxc", "operation": "update", "outcome": "fail"],
          value: failed))
    }
    if let conntrack {
      samples.append(Metric(name: MetricName.mapPressure, labels: ["map_name": "ct4_global"], value: conntrack))
      samples.append(Metric(name: MetricName.mapPressure, labels: ["map_name": "ct_any4_global"], value: 0.0001))
    }
    if let nat { samples.append(Metric(name: MetricName.natSaturation, labels: ["family": "ipv4"], value: nat)) }
    if let drift { samples.append(Metric(name: MetricName.configurationDrift, value: drift)) }
    return NodeCounters(
      metrics: .success(MetricsList(samples: samples.filter { !names.contains($0.name) })),
      tunnel: .success(
        InterfaceCounters(
          name: "cilium_vxlan", received: .init(packets: 9, errors: tunnel.errors, dropped: tunnel.dropped),
          sent: .init(packets: 9, errors: 0, dropped: 0))))
  }

  private static func agent(_ pod: String, restarts: Int) -> AgentInstance {
    AgentInstance(reference: PodReference(namespace: "kube-system", name: pod), restarts: restarts, isReady: true)
  }

  private func reading(
    _ node: NodeCounters?, agent: AgentInstance = Self.agent("cilium-a", restarts: 2), dns: [DNSPodFacts] = []
  ) -> CounterReading {
    CounterReading(
      at: .now, nodes: node.map { [Nodes.m: $0] } ?? [:], agents: .success([Nodes.m: agent]), dnsPods: .success(dns))
  }

  private func health(
    _ before: CounterReading, _ after: CounterReading, accounts: DropAccounts = .init()
  ) throws -> (node: NodeHealth, gaps: [HealthGap]) {
    let all = CounterDelta(before: before, after: after, nodes: [Nodes.m], accounts: accounts).health()
    return (try #require(all.nodes.first), all.gaps)
  }

  /// What nobody times unless told to, apart.
  private func unknown(_ gaps: [HealthGap]) -> Set<HealthMeasure> {
    Set(gaps.flatMap(\.measures)).subtracting([.syscallTime])
  }

  @Test("what a node had counted before the run does not count")
  func quiet() throws {
    let old = counters(drops: ["Policy denied": 16], failed: 3, tunnel: (7, 5))
    let (node, gaps) = try health(reading(old), reading(old))
    #expect(unknown(gaps).isEmpty && node.drops == [])
    for measure in HealthMeasure.allCases where measure.unit == .packets || measure.unit == .errors {
      #expect(node.values[measure] == 0, "\(measure)")
    }
    #expect(node.values[.agentRestarts] == 0)
  }

  @Test("what grows during the run is counted, drops by reason")
  func grown() throws {
    let before = reading(counters(drops: ["Policy denied": 16], failed: 3, tunnel: (7, 5)))
    let after = reading(
      counters(drops: ["Policy denied": 20, "CT: Map insertion failed": 2], failed: 4, conntrack: 0.85, tunnel: (8, 7)))
    let (node, gaps) = try health(before, after)
    #expect(unknown(gaps).isEmpty)
    #expect(
      node.drops == [
        DropDelta(reason: "CT: Map insertion failed", direction: "EGRESS", packets: 2),
        DropDelta(reason: "Policy denied", direction: "EGRESS", packets: 4),
      ])
    #expect(node.values[.drops] == 6 && node.values[.datapathErrors] == 1)
    #expect(node.values[.tunnelDrops] == 1 && node.values[.tunnelErrors] == 2)
    #expect(node.values[.conntrackPressure] == 85)
  }

  @Test("what could not be read is a gap, and never a zero")
  func gaps() throws {
    let silent = NodeCounters(
      metrics: .failure(.init(description: "status 1")), tunnel: .failure(.init(description: "no such device")))
    let (node, gaps) = try health(reading(counters()), reading(silent))
    #expect(node.drops == nil && node.values.keys.sorted { $0.rawValue < $1.rawValue } == [.agentRestarts])
    #expect(
      unknown(gaps) == [
        .drops, .datapathErrors, .configurationDrift, .conntrackPressure, .natPressure, .tunnelDrops, .tunnelErrors,
        .regenerationFailures, .endpointsNotReady, .eventFailures,
      ])
    let late = try health(reading(silent), reading(counters()))
    #expect(
      unknown(late.gaps) == [
        .drops, .datapathErrors, .configurationDrift, .tunnelDrops, .tunnelErrors, .regenerationFailures,
        .endpointsNotReady, .eventFailures,
      ])
    #expect(late.node.values[.conntrackPressure] == 1)
    #expect(try unknown(health(reading(nil), reading(nil)).gaps).contains(.drops))
  }

  @Test("an agent that does not expose a counter has not counted zero")
  func unexposed() throws {
    let bare = counters(
      conntrack: nil, nat: nil, without: [MetricName.forwards, MetricName.mapOperations])
    let (node, gaps) = try health(reading(bare), reading(bare))
    #expect(unknown(gaps) == [.drops, .datapathErrors, .conntrackPressure, .natPressure])
    #expect(node.values[.drops] == nil)
  }

  @Test(
    "settings that were changed during the run, and that the agent has not taken up, are counted; older ones are told")
  func drift() throws {
    let (node, gaps) = try health(reading(counters(drift: 2)), reading(counters(drift: 5)))
    #expect(unknown(gaps).isEmpty && node.values[.configurationDrift] == 3 && node.settingsDiffering == 5)
    let checks = HealthJudge.checks([node], trips: [], thresholds: HealthThresholds())
    let check = try #require(checks.first { $0.measure == .configurationDrift })
    #expect(check.exceeded.map(\.detail) == ["cilium_drift_checker_config_delta 5"])
    // Restarted into them.
    let taken = try health(reading(counters(drift: 5)), reading(counters(drift: 0))).node
    #expect(taken.values[.configurationDrift] == 0 && taken.settingsDiffering == 0)
    let old = try health(reading(counters(drift: 1)), reading(counters(drift: 1))).node
    let calm = HealthJudge.checks([old], trips: [], thresholds: HealthThresholds())
    #expect(calm.allSatisfy { $0.exceeded.isEmpty })
  }

  @Test("an agent that counts none, or has only begun to, tells nothing of settings that differ")
  func driftNotCounted() throws {
    for (first, last) in [(nil, nil), (0.0, nil), (nil, 3.0)] {
      let (node, gaps) = try health(reading(counters(drift: first)), reading(counters(drift: last)))
      #expect(unknown(gaps) == [.configurationDrift] && node.values[.configurationDrift] == nil)
      #expect(gaps.contains { $0.reason.contains("since Cilium 1.17") })
    }
  }

  @Test("a counter that went backwards is that of a restarted agent, which is said")
  func backwards() throws {
    let before = reading(counters(drops: ["Policy denied": 16], failed: 3))
    let after = reading(counters(drops: ["Policy denied": 1], failed: 0, started: 1_795_000_500))
    let (node, gaps) = try health(before, after)
    #expect(node.values[.agentRestarts] == 1, "the process is another one, although the container counts no restart")
    #expect(node.values[.drops] == nil && node.values[.datapathErrors] == nil)
    #expect(unknown(gaps) == [.drops, .datapathErrors, .regenerationFailures, .eventFailures])
    let told = gaps.filter { $0.measures != [.syscallTime] }
    #expect(told.allSatisfy { $0.reason.contains("the agent of instance-master was restarted") })
  }

  @Test(
    "restarts of the agent: of its container, and by a new pod",
    arguments: [
      (agent("cilium-a", restarts: 2), 0.0), (agent("cilium-a", restarts: 4), 2.0),
      (agent("cilium-b", restarts: 0), 1.0), (agent("cilium-b", restarts: 1), 2.0),
    ])
  func agentRestarts(now: AgentInstance, count: Double) throws {
    let (node, _) = try health(reading(counters()), reading(counters(), agent: now))
    #expect(node.values[.agentRestarts] == count)
  }

  @Test("restarts of cluster DNS pods, replaced ones included; a node without any has no value")
  func dnsRestarts() throws {
    func pod(_ name: String, _ restarts: Int) -> DNSPodFacts {
      DNSPodFacts(name: name, node: Nodes.m, address: nil, isReady: true, restarts: restarts)
    }
    let before = reading(counters(), dns: [pod("coredns-a", 5), pod("coredns-b", 0)])
    let after = reading(counters(), dns: [pod("coredns-a", 6), pod("coredns-c", 0)])
    #expect(try health(before, after).node.values[.dnsRestarts] == 2)
    #expect(try health(before, before).node.values[.dnsRestarts] == 0)
    #expect(try health(reading(counters()), reading(counters())).node.values[.dnsRestarts] == nil)
  }

  @Test("the tunnel of a device that was made anew is not known")
  func newDevice() throws {
    let (node, gaps) = try health(reading(counters(tunnel: (9, 0))), reading(counters(tunnel: (0, 0))))
    #expect(node.values[.tunnelDrops] == nil && unknown(gaps) == [.tunnelDrops, .tunnelErrors])
    var native = counters()
    native.tunnel = nil
    let without = try health(reading(native), reading(native))
    #expect(
      unknown(without.gaps).isEmpty && without.node.values[.tunnelDrops] == nil,
      "nothing is tunnelled, nothing is missing")
  }

  @Test("the agents are asked for their metrics by a pattern that all of them match")
  func pattern() throws {
    let regex = try Regex(MetricName.pattern)
    for name in MetricName.all { #expect(name.firstMatch(of: regex) != nil) }
    #expect("cilium_policy_l7_total".firstMatch(of: regex) == nil)
    #expect("cilium_bpf_maps".firstMatch(of: regex) == nil)
  }

  @Test("the tunnel's device is named after the protocol")
  func device() {
    #expect(CounterReader.tunnelDevice(CiliumConfigMap(data: [:])) == "cilium_vxlan")
    #expect(CounterReader.tunnelDevice(CiliumConfigMap(data: ["tunnel-protocol": "geneve"])) == "cilium_geneve")
    #expect(CounterReader.tunnelDevice(CiliumConfigMap(data: ["routing-mode": "native"])) == nil)
  }
}
