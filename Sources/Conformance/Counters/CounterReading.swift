import Cilium
import Foundation

/// The counters of all nodes at one moment.
struct CounterReading: Sendable {
  /// When they were read.
  var at: ContinuousClock.Instant
  /// Node name → what its agent and its kernel count.
  var nodes: [String: NodeCounters]
  /// Node name → its agent; or why the agents' pods could not be listed.
  var agents: Result<[String: AgentInstance], AgentShell.Failure>
  /// The cluster DNS pods; or why they could not be listed.
  var dnsPods: Result<[DNSPodFacts], AgentShell.Failure>
}

/// What is counted on one node.
struct NodeCounters: Sendable {
  /// The agent's metrics, those that are of interest.
  var metrics: Result<MetricsList, AgentShell.Failure>
  /// The tunnel device's counters; `nil` where there is no tunnel.
  var tunnel: Result<InterfaceCounters, AgentShell.Failure>?
  /// The kernel's own counters; `nil` where nothing asks for them.
  var kernel: Result<KernelCounters, AgentShell.Failure>?
}

/// Names in the agent's metrics (Cilium, “Monitoring & Metrics”), which all begin with `cilium_`.
enum MetricName {
  static let drops = "cilium_drop_count_total"
  static let forwards = "cilium_forward_count_total"
  static let mapOperations = "cilium_bpf_map_ops_total"
  /// The guide's name; releases since 1.10 do not have it any more.
  static let datapathErrors = "cilium_datapath_errors_total"
  /// Its successor (Cilium, “Upgrade Guide”, 1.10): dumps of connection tracking that an entry's removal interrupted.
  static let dumpResets = "cilium_datapath_conntrack_dump_resets_total"
  static let mapPressure = "cilium_bpf_map_pressure"
  /// How many of the ports towards the most used endpoint are taken, from 0 to 1; since 1.17.
  static let natSaturation = "cilium_nat_endpoint_max_connection"
  static let processStart = "cilium_process_start_time_seconds"

  /// How many settings of `cilium-config` are others than those that the agent runs with (`pkg/driftchecker/metrics.go`); since
  /// 1.17, unless `enable-drift-checker` or `enable-dynamic-config` is off.
  static let configurationDrift = "cilium_drift_checker_config_delta"

  /// How many endpoints are in which state.
  static let endpointState = "cilium_endpoint_state"
  /// How often endpoints' programs were made anew, by outcome: `success`, and `failure` (as recorded of
  /// 1.15) or `fail` (of 1.18 and later).
  static let regenerations = "cilium_endpoint_regenerations_total"
  /// Events of the API that the agent has worked off, by kind and status: `success` or `failed` in every release.
  static let kubernetesEvents = "cilium_kubernetes_events_total"
  /// How long system calls on BPF maps took: a histogram, which no agent counts unless it is told to.
  static let syscallDuration = "cilium_bpf_syscall_duration_seconds"

  static let all = [
    drops, forwards, mapOperations, datapathErrors, dumpResets, mapPressure, natSaturation, processStart,
    configurationDrift, endpointState, regenerations, kubernetesEvents, syscallDuration,
  ]

  /// For `metrics list --match-pattern`, so that the agent prints these alone and not some five hundred. It has no end:
  /// since 1.17 the name is matched together with the labels that follow it (`pkg/metrics/cmd.go`).
  static let pattern = "^cilium_(" + all.map { $0.dropFirst("cilium_".count) }.joined(separator: "|") + ")"
}
