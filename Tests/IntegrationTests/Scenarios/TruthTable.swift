import Conformance

/// What a real cluster did in each scenario, as the closing matrix shows it: master first, then worker.
enum TruthTable {
  /// The outcomes of an aspect on a scenario's nodes or pairs.
  static func outcomes(_ scenario: Scenario, _ aspect: Aspect) -> [String] {
    let physical = scenario == .physicalOnly
    let tailnet = scenario == .tailnetOnly
    switch aspect {
    case .sameNodePod, .crossNodePod, .crossNodeService, .clusterName, .ownNodeIP: return twice("works")
    case .externalPing, .upstreamDNS, .externalName: return twice(tailnet ? "fails" : "works")
    case .externalHTTPS: return tailnet ? twice("fails") : ["answers 168.107.2.60", "answers 168.107.2.61"]
    case .otherNodeIP: return twice(physical ? "fails" : "works")
    case .apiService: return ["works", physical ? "fails" : "works"]
    case .pathMTU: return twice(physical ? "8922 bytes" : "1202 bytes")
    case .clusterDNSReady: return twice("ready")
    case .clusterDNSRestart: return ["ready", physical ? "not ready" : "ready"]
    case .defaultRoute: return twice("enp0s6")
    case .nodeIP: return ["100.64.0.1", "100.64.0.2"]
    case .selectedDevices, .configurationApplied: return twice(devices(scenario))
    case .masquerade: return twice("BPF [\(devices(scenario))]")
    case .natExternal: return tailnet ? twice("no entry") : ["SNAT to 10.0.0.239", "SNAT to 10.0.0.24"]
    case .natNodeAddress: return physical ? twice("no entry") : ["SNAT to 100.64.0.1", "SNAT to 100.64.0.2"]
    // The lab is IPv4 only.
    default: return []
    }
  }

  /// By which device packets leave a node, and as whom; `nil` for aspects of which the recordings hold no packets.
  static func departures(_ scenario: Scenario, _ aspect: Aspect, from node: String) -> Set<String>? {
    let isMaster = node == "instance-master"
    let (physical, tailnet) = isMaster ? ("10.0.0.239", "100.64.0.1") : ("10.0.0.24", "100.64.0.2")
    let own = "the pod's own address"
    switch aspect {
    case .sameNodePod, .ownNodeIP: return []
    case .crossNodePod, .crossNodeService: return ["tailscale0 as \(tailnet), in VXLAN"]
    case .externalPing, .upstreamDNS, .externalHTTPS:
      return ["enp0s6 as \(scenario == .tailnetOnly ? own : physical)"]
    case .otherNodeIP: return ["tailscale0 as \(scenario == .physicalOnly ? own : tailnet)"]
    default: return nil
    }
  }

  private static func twice(_ text: String) -> [String] { [text, text] }

  private static func devices(_ scenario: Scenario) -> String {
    switch scenario {
    case .physicalOnly: "enp0s6"
    case .tailnetOnly: "tailscale0"
    case .both, .auto, .wildcard: "enp0s6, tailscale0"
    }
  }
}
