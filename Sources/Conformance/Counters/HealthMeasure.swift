/// One thing that tells whether a cluster was well while it was probed. Raw values are stable names: in the record, in
/// metrics and on the command line.
public enum HealthMeasure: String, Sendable, CaseIterable, Codable, Hashable, CodingKeyRepresentable {
  /// Packets that Cilium's programs dropped during the run, those apart that the run's own probes are known to cause.
  case drops
  /// Operations on BPF maps that failed during the run, and errors of the datapath as the release counts them:
  /// `cilium_datapath_errors_total`, since 1.10 `cilium_datapath_conntrack_dump_resets_total`.
  case datapathErrors = "datapath-errors"
  /// Packets that the tunnel device dropped during the run, both ways.
  case tunnelDrops = "vxlan-drops"
  /// Errors of the tunnel device during the run, both ways.
  case tunnelErrors = "vxlan-errors"
  /// How full the fullest connection tracking map was at the end, in percent.
  case conntrackPressure = "conntrack-pressure"
  /// How full the NAT map was at the end, or how many of the ports towards one endpoint were in use, in percent.
  case natPressure = "nat-pressure"
  /// How often the node's agent was restarted or replaced during the run.
  case agentRestarts = "agent-restarts"
  /// How often cluster DNS pods on the node restarted or were replaced during the run.
  case dnsRestarts = "dns-restarts"
  /// By how many settings more than at the start `cilium-config` differed at the end from those that the node's agent runs
  /// with, as its drift checker counts them (`cilium_drift_checker_config_delta`, since 1.17).
  case configurationDrift = "config-drift"
  /// How often the agent could not make an endpoint's programs anew during the run (`cilium_endpoint_regenerations_total`).
  case regenerationFailures = "regeneration-failures"
  /// How many of the node's endpoints were in another state than ready both before and after the probes
  /// (`cilium_endpoint_state`): one that is made anew at one of the moments is none that waits in vain.
  case endpointsNotReady = "endpoints-not-ready"
  /// Events of the API that the agent could not work off during the run (`cilium_kubernetes_events_total`).
  case eventFailures = "event-failures"
  /// Within how many milliseconds nine of ten of the agent's slowest kind of system call on BPF maps were done, since it was
  /// started (`cilium_bpf_syscall_duration_seconds`, which agents time only where they are told to).
  case syscallTime = "bpf-syscall-time"
  /// The median round trip between two nodes over the tailnet, in milliseconds.
  case tailnetRoundTrip = "tailnet-rtt"
}

extension HealthMeasure {
  /// What the values count.
  public enum Unit: String, Sendable, Hashable {
    case packets, errors, percent, restarts, settings, endpoints, milliseconds
  }

  /// The unit of the values.
  public var unit: Unit {
    switch self {
    case .drops, .tunnelDrops: .packets
    case .datapathErrors, .tunnelErrors, .regenerationFailures, .eventFailures: .errors
    case .conntrackPressure, .natPressure: .percent
    case .agentRestarts, .dnsRestarts: .restarts
    case .configurationDrift: .settings
    case .endpointsNotReady: .endpoints
    case .syscallTime, .tailnetRoundTrip: .milliseconds
    }
  }

  /// The healthy range that the guide names; for what it does not name, that of its nearest relative.
  ///
  /// Deep dive, “Healthy ranges”: `tailscale ping` below 50 ms, VXLAN interface drops 0, eBPF program errors 0,
  /// connection tracking below 80 %. Of system calls the first interval of the agent's histogram (5 ms) is healthy: on maps
  /// they take microseconds.
  public var guideThreshold: Double {
    switch self {
    case .drops, .datapathErrors, .tunnelDrops, .tunnelErrors, .agentRestarts, .dnsRestarts, .configurationDrift,
      .regenerationFailures, .endpointsNotReady, .eventFailures:
      0
    case .syscallTime: 5
    case .conntrackPressure, .natPressure: 80
    case .tailnetRoundTrip: 50
    }
  }

  /// Whether the threshold itself is healthy: of a count it is (0 drops), of the guide's “below” it is not.
  public var includesThreshold: Bool {
    switch unit {
    case .packets, .errors, .restarts, .settings, .endpoints: true
    case .percent, .milliseconds: false
    }
  }

  /// Whether a value is outside of the healthy range.
  public func isExceeded(by value: Double, threshold: Double) -> Bool {
    includesThreshold ? value > threshold : value >= threshold
  }
}
