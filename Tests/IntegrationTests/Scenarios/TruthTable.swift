import Conformance
import Lab

/// What real clusters of a release did in each scenario, as the closing matrix shows it: master first, then worker.
///
/// With one device 1.18 sends all that leaves the pod network by that device; 1.15 and 1.19 follow the routes.
struct TruthTable {
  var cilium: LabCilium

  private var forcesOnlyDevice: Bool { cilium == .v117 || cilium == .v118 }

  /// The outcomes of an aspect on a scenario's nodes or pairs.
  func outcomes(_ scenario: Scenario, _ aspect: Aspect) -> [String] {
    let physical = scenario == .physicalOnly
    let tailnet = scenario == .tailnetOnly
    let forced = forcesOnlyDevice && (physical || tailnet)
    switch aspect {
    case .sameNodePod, .crossNodePod, .crossNodeService, .clusterName: return twice("works")
    case .ownNodeIP: return twice(physical && forced ? "fails" : "works")
    case .externalPing, .upstreamDNS, .externalName: return twice(tailnet ? "fails" : "works")
    case .externalHTTPS: return tailnet ? twice("fails") : ["answers 168.107.2.60", "answers 168.107.2.61"]
    case .otherNodeIP: return twice(physical ? "fails" : "works")
    case .ownUplinks: return twice(tailnet && forced ? "fails" : "works")
    // The two clouds are not routed to each other.
    case .otherUplinks: return twice("fails")
    case .apiService: return [physical && forced ? "fails" : "works", physical ? "fails" : "works"]
    case .pathMTU: return twice(physical ? "8922 bytes" : "1202 bytes")
    case .clusterDNSReady: return twice("ready")
    case .clusterDNSRestart:
      return [physical && forced ? "not ready" : "ready", physical ? "not ready" : "ready"]
    case .defaultRoute: return twice("enp0s6")
    case .nodeIP: return ["100.64.0.1", "100.64.0.2"]
    case .selectedDevices, .configurationApplied: return twice(devices(scenario))
    case .masquerade: return twice("BPF [\(devices(scenario))]")
    // As the recorded agents' tables of node addresses tell.
    case .nodePortAddresses:
      switch scenario {
      case .physicalOnly: return ["10.0.0.239", "10.0.0.24"]
      case .tailnetOnly: return ["100.64.0.1", "100.64.0.2"]
      case .both, .auto, .wildcard, .asSet: return ["10.0.0.239, 100.64.0.1", "10.0.0.24, 100.64.0.2"]
      }
    // Sockets know the other node's address in the tailnet; of the clouds neither reaches the other.
    case .nodePortOtherNode, .nodePortLocalOtherNode, .nodePortLocalEmptyOtherNode: return ["100.64.0.2", "100.64.0.1"]
    case .nodePortOutside, .nodePortLocalOutside: return outcomes(scenario, .nodePortAddresses)
    case .nodePortLocalEmptyOutside: return twice("none")
    // As recorded hosts pinged the internet and each other, in every setting.
    case .hostPodOtherNode, .hostServiceOtherNode, .hostOtherNodeIP, .hostAPIService, .hostClusterName,
      .hostExternalHTTPS:
      return twice("works")
    // As the recorded agents' status says.
    case .directRoutingDevice: return twice(physical ? "enp0s6" : "tailscale0")
    case .natExternal:
      guard tailnet else { return ["SNAT to 10.0.0.239", "SNAT to 10.0.0.24"] }
      return forced ? ["SNAT to 100.64.0.1", "SNAT to 100.64.0.2"] : twice("no entry")
    case .natNodeAddress:
      guard physical else { return ["SNAT to 100.64.0.1", "SNAT to 100.64.0.2"] }
      return forced ? ["SNAT to 10.0.0.239", "SNAT to 10.0.0.24"] : twice("no entry")
    // The lab is IPv4 only.
    default: return []
    }
  }

  /// By which device packets leave a node, and as whom; `nil` for aspects of which the recordings hold no packets.
  func departures(_ scenario: Scenario, _ aspect: Aspect, from node: String) -> Set<String>? {
    let isMaster = node == "instance-master"
    let (physical, tailnet) = isMaster ? ("10.0.0.239", "100.64.0.1") : ("10.0.0.24", "100.64.0.2")
    let own = "the pod's own address"
    let only: String? =
      switch scenario {
      case .physicalOnly where forcesOnlyDevice: "enp0s6 as \(physical)"
      case .tailnetOnly where forcesOnlyDevice: "tailscale0 as \(tailnet)"
      default: nil
      }
    switch aspect {
    case .sameNodePod: return []
    case .ownNodeIP:
      // The device that is not selected holds the node's address.
      if scenario == .physicalOnly, let only { return [only] }
      return []
    case .ownUplinks:
      if scenario == .tailnetOnly, let only { return [only] }
      return []
    case .crossNodePod, .crossNodeService: return ["tailscale0 as \(tailnet), in VXLAN"]
    case .externalPing, .upstreamDNS, .externalHTTPS:
      return [only ?? "enp0s6 as \(scenario == .tailnetOnly ? own : physical)"]
    case .otherNodeIP: return [only ?? "tailscale0 as \(scenario == .physicalOnly ? own : tailnet)"]
    default: return nil
    }
  }

  private func twice(_ text: String) -> [String] { [text, text] }

  private func devices(_ scenario: Scenario) -> String {
    switch scenario {
    case .physicalOnly: "enp0s6"
    case .tailnetOnly: "tailscale0"
    case .both, .auto, .wildcard, .asSet: "enp0s6, tailscale0"
    }
  }
}
