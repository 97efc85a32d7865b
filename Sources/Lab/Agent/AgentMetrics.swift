/// The metrics the stand-in can vouch for.
enum AgentMetrics {
  /// Forwarded packets are those of Cilium's own devices; drops are the ones those devices counted.
  static func metrics(facts: AgentFacts, counters: [LinkCounters]) -> [AgentMetric] {
    let own = counters.filter { $0.name.hasPrefix("cilium_") || $0.name.hasPrefix("lxc") }
    func total(_ keyPath: KeyPath<LinkCounters, Int>) -> Double { Double(own.reduce(0) { $0 + $1[keyPath: keyPath] }) }
    var metrics = [
      AgentMetric(
        name: "cilium_agent_bootstrap_seconds", labels: ["outcome": "success", "scope": "overall"], value: 1),
      AgentMetric(
        name: "cilium_endpoint_state", labels: ["endpoint_state": "ready"], value: Double(facts.endpoints.count)),
      AgentMetric(
        name: "cilium_feature_datapath_kernel_version", labels: ["version": facts.kernelVersion], value: 1),
      AgentMetric(
        name: "cilium_forward_bytes_total", labels: ["direction": "EGRESS"], value: total(\.receivedBytes)),
      AgentMetric(name: "cilium_forward_bytes_total", labels: ["direction": "INGRESS"], value: total(\.sentBytes)),
      AgentMetric(
        name: "cilium_forward_count_total", labels: ["direction": "EGRESS"], value: total(\.receivedPackets)),
      AgentMetric(name: "cilium_forward_count_total", labels: ["direction": "INGRESS"], value: total(\.sentPackets)),
      AgentMetric(
        name: "cilium_version",
        labels: ["arch": "linux/amd64", "revision": StatusText.revision, "version": StatusText.version], value: 0),
    ]
    for (direction, drops) in [("EGRESS", total(\.receiveDrops)), ("INGRESS", total(\.sendDrops))] where drops > 0 {
      metrics.append(
        AgentMetric(
          name: "cilium_drop_count_total", labels: ["direction": direction, "reason": "Invalid packet"], value: drops))
    }
    let health = facts.health.nodes
    let unreachable = health.count { $0.host.icmp?.isOK == false }
    metrics.append(AgentMetric(name: "cilium_unreachable_nodes", labels: [:], value: Double(unreachable)))
    return metrics
  }
}
