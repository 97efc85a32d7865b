/// What the agent's metrics are made of: the node's kernel, and what the agent itself has done.
struct AgentCounters: Sendable, Hashable {
  var links: [LinkCounters] = []
  /// Packets that Cilium's rules dropped, by reason.
  var drops: [DropCounter] = []
  /// How full the connection tracking table is, from 0 to 1; nil when the kernel does not say.
  var conntrackPressure: Double?
  /// How often the agent has programmed the datapath, and how often it could not.
  var programmed = 0
  var failed = 0
  /// How many settings of `cilium-config` are others than when the agent started; nil where its release does not count them.
  var driftedSettings: Int?
}

/// Packets that were dropped for one of Cilium's reasons.
struct DropCounter: Sendable, Hashable {
  /// Cilium's words.
  var reason: String
  /// `EGRESS` from a pod or `INGRESS` to it.
  var direction: String
  var packets: Int
  var bytes: Int
}

/// The metrics the stand-in can vouch for.
enum AgentMetrics {
  /// Forwarded packets are those of Cilium's own devices; drops are counted by the rules that drop.
  static func metrics(facts: AgentFacts, counters: AgentCounters, nat: [NATEntry] = []) -> [AgentMetric] {
    let own = counters.links.filter { $0.name.hasPrefix("cilium_") || $0.name.hasPrefix("lxc") }
    func total(_ keyPath: KeyPath<LinkCounters, Int>) -> Double { Double(own.reduce(0) { $0 + $1[keyPath: keyPath] }) }
    var metrics = [
      AgentMetric(
        name: "cilium_agent_bootstrap_seconds", labels: ["outcome": "success", "scope": "overall"], value: 1),
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
        labels: [
          "arch": GoPlatform.name, "revision": facts.release.build.revision, "version": facts.release.build.version,
        ], value: 0),
      AgentMetric(
        name: "cilium_nat_endpoint_max_connection", labels: ["family": "ipv4"], value: natSaturation(nat, .ipv4)),
      AgentMetric(
        name: "cilium_nat_endpoint_max_connection", labels: ["family": "ipv6"], value: natSaturation(nat, .ipv6)),
      AgentMetric(
        name: "cilium_process_start_time_seconds", labels: [:], value: facts.startedAt.timeIntervalSince1970),
    ]
    metrics += drops(counters.drops) + operations(counters) + endpoints(facts, counters) + events(counters)
    if let pressure = counters.conntrackPressure {
      metrics.append(AgentMetric(name: "cilium_bpf_map_pressure", labels: ["map_name": "ct4_global"], value: pressure))
    }
    if let drifted = counters.driftedSettings {
      metrics.append(AgentMetric(name: "cilium_drift_checker_config_delta", labels: [:], value: Double(drifted)))
    }
    let health = facts.health.nodes
    let unreachable = health.count { $0.host.icmp?.isOK == false }
    metrics.append(AgentMetric(name: "cilium_unreachable_nodes", labels: [:], value: Double(unreachable)))
    return metrics
  }

  /// A reason by which nothing was dropped has no sample, and one by which several rules drop has one.
  private static func drops(_ counters: [DropCounter]) -> [AgentMetric] {
    counters.reduce(into: [DropCounter]()) { sums, drop in
      if let place = sums.firstIndex(where: { $0.reason == drop.reason && $0.direction == drop.direction }) {
        sums[place].packets += drop.packets
        sums[place].bytes += drop.bytes
      } else {
        sums.append(drop)
      }
    }.filter { $0.packets > 0 }.flatMap { drop in
      let labels = ["direction": drop.direction, "reason": drop.reason]
      return [
        AgentMetric(name: "cilium_drop_bytes_total", labels: labels, value: Double(drop.bytes)),
        AgentMetric(name: "cilium_drop_count_total", labels: labels, value: Double(drop.packets)),
      ]
    }
  }

  /// What the agent programmed stands for Cilium's updates of its maps.
  private static func operations(_ counters: AgentCounters) -> [AgentMetric] {
    [("success", counters.programmed), ("fail", counters.failed)].filter { $0.1 > 0 }.map { outcome, count in
      AgentMetric(
        name: "cilium_bpf_map_ops_total",
        labels: ["map_name": "ipcache_v2", "operation": "update", "outcome": outcome], value: Double(count))
    }
  }

  /// Endpoints have no states of their own here: where the node is programmed they are ready. What is programmed is
  /// programmed for all of them.
  private static func endpoints(_ facts: AgentFacts, _ counters: AgentCounters) -> [AgentMetric] {
    let waiting = ["disconnecting", "regenerating", "waiting-for-identity", "waiting-to-regenerate"]
    let states = [("ready", facts.endpoints.count)] + waiting.map { ($0, 0) }
    return states.map { state, count in
      AgentMetric(name: "cilium_endpoint_state", labels: ["endpoint_state": state], value: Double(count))
    }
      + [("success", counters.programmed), (facts.release.failureOutcome, counters.failed)].map { outcome, count in
        AgentMetric(
          name: "cilium_endpoint_regenerations_total", labels: ["outcome": outcome], value: Double(count))
      }
  }

  /// What it follows of the API, beside its own settings, are its peers' CiliumNodes: what of them it takes in is
  /// programmed.
  private static func events(_ counters: AgentCounters) -> [AgentMetric] {
    [("success", counters.programmed), ("failed", counters.failed)].filter { $0.1 > 0 }.map { status, count in
      AgentMetric(
        name: "cilium_kubernetes_events_total",
        labels: ["action": "update", "scope": "CiliumNode", "status": status], value: Double(count))
    }
  }

  /// How many of the ports that Cilium translates to (32768 to 65535, `pkg/option` NodePortMax + 1 onwards) are taken by
  /// flows to one endpoint outside (`pkg/maps/nat/stats`).
  private static func natSaturation(_ entries: [NATEntry], _ family: AddressFamily) -> Double {
    let outgoing = entries.filter { $0.direction == .out && AddressFamily(of: $0.source) == family }
    let groups = Dictionary(grouping: outgoing) {
      "\($0.proto) \($0.translated) \($0.destination) \($0.destinationPort)"
    }
    return Double(groups.values.map(\.count).max() ?? 0) / 32_768
  }
}
