@testable import Conformance

/// A fault of the lab: what it makes the probes see on the recorded cluster with both devices, and what must be made
/// of that. The raw values are the lab's names.
enum Fault: String, CaseIterable {
  case vxlanDropped = "vxlan-dropped"
  case wireguardPeerDown = "wireguard-peer-down"
  case externalDNSDown = "external-dns-down"
  case clusterDNSCrashLooping = "cluster-dns-crash-looping"
  case httpsEndpointDown = "https-endpoint-down"
  case httpsWrongAddress = "https-wrong-address"
  case snatWrongAddress = "snat-wrong-address"
  case snatMissing = "snat-missing"
  case natReverseMissing = "nat-reverse-missing"
  case staleAgentDevices = "stale-agent-devices"
  case ciliumNodeIPDiffers = "cilium-node-ip-differs"
  case pathMTUSmaller = "path-mtu-smaller"
  case defaultRouteOnTailnet = "default-route-on-tailnet"
  case podsNotStarting = "pods-not-starting"

  /// The diagnosis that must be given.
  var code: String {
    switch self {
    case .vxlanDropped: "vxlan-blocked"
    case .wireguardPeerDown: "tailnet-down"
    case .externalDNSDown, .httpsEndpointDown: "endpoint-down"
    case .clusterDNSCrashLooping: "cluster-dns-unhealthy"
    case .httpsWrongAddress: "https-wrong-address"
    case .snatWrongAddress: "snat-wrong-address"
    case .snatMissing: "snat-missing"
    case .natReverseMissing: "nat-reverse-missing"
    case .staleAgentDevices: "devices-not-applied"
    case .ciliumNodeIPDiffers: "cilium-node-ip-differs"
    case .pathMTUSmaller: "path-mtu-smaller"
    case .defaultRouteOnTailnet: "default-route-moved"
    case .podsNotStarting: "probe-pod-not-running"
    }
  }

  /// The verdict of the touched cells: somebody else's server and pods that do not start measure nothing.
  func verdict(_ aspect: Aspect) -> Verdict {
    switch self {
    case .externalDNSDown, .httpsEndpointDown: .inconclusive
    case .podsNotStarting: aspect == .clusterDNSRestart ? .deviates : .inconclusive
    default: .deviates
    }
  }
}

extension Fault {
  private static let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]

  /// What is seen otherwise than the rules predict.
  func strike(_ rehearsal: inout Rehearsal) {
    let (m, w) = (Nodes.master, Nodes.worker)
    switch self {
    case .vxlanDropped: Self.breakTunnel(&rehearsal)
    case .wireguardPeerDown:
      Self.breakTunnel(&rehearsal)
      rehearsal.see(.otherNodeIP, .unreachable)
      Self.losesAPI(w, &rehearsal)
    case .externalDNSDown:
      rehearsal.see(.upstreamDNS, .unreachable)
      rehearsal.see(.externalName, .unreachable)
    case .clusterDNSCrashLooping:
      rehearsal.see(.clusterDNSReady, .unhealthy("coredns restarted 3 times during the run"))
      rehearsal.see(.clusterDNSRestart, .unhealthy("coredns not Ready after 45 seconds"))
      rehearsal.see(.clusterName, .unreachable)
      rehearsal.see(.externalName, .unreachable)
    case .httpsEndpointDown: rehearsal.see(.externalHTTPS, .unreachable)
    case .httpsWrongAddress: rehearsal.see(.externalHTTPS, .answersWithAddress("198.51.100.99"))
    case .snatWrongAddress:
      for aspect in Self.outside { rehearsal.see(aspect, .unreachable) }
      rehearsal.see(.natExternal, .translated(to: "100.64.0.1"), m)
      rehearsal.see(.natExternal, .translated(to: "100.64.0.2"), w)
    case .snatMissing:
      for aspect in Self.outside { rehearsal.see(aspect, .unreachable) }
      rehearsal.see(.natExternal, .notTranslated)
    case .natReverseMissing:
      rehearsal.see(.natExternal, .translatedWrongly("OUT entry to 10.0.0.239 without its IN entry"))
      rehearsal.see(.natNodeAddress, .translatedWrongly("OUT entry to 100.64.0.1 without its IN entry"))
    case .staleAgentDevices: Self.keepsPhysicalOnly(&rehearsal)
    case .ciliumNodeIPDiffers:
      Self.breakTunnel(&rehearsal)
      rehearsal.see(.nodeIP, .value("10.0.0.24"), w)
    case .pathMTUSmaller:
      rehearsal.see(.pathMTU, .largestPayload(1024))
      Self.losesAPI(w, &rehearsal)
    case .defaultRouteOnTailnet:
      for aspect in Self.outside { rehearsal.see(aspect, .unreachable) }
      rehearsal.see(.defaultRoute, .value("tailscale0"))
      rehearsal.see(.natExternal, .translated(to: "100.64.0.1"), m)
      rehearsal.see(.natExternal, .translated(to: "100.64.0.2"), w)
    case .podsNotStarting: Self.startsNoPods(w, &rehearsal)
    }
  }

  private static func breakTunnel(_ rehearsal: inout Rehearsal) {
    for aspect in [Aspect.crossNodePod, .crossNodeService, .pathMTU] { rehearsal.see(aspect, .unreachable) }
    for node in rehearsal.nodes {
      for aspect in [Aspect.clusterName, .externalName] {
        rehearsal.see(aspect, .partly(Rules.answering([node])), .node(node))
      }
    }
  }

  private static func losesAPI(_ node: Subject, _ rehearsal: inout Rehearsal) {
    rehearsal.see(.apiService, .unreachable, node)
    rehearsal.see(.clusterDNSRestart, .unhealthy("coredns-2 not Ready after 45 seconds"), node)
  }

  /// The agents came from `enp0s6` and stayed there.
  private static func keepsPhysicalOnly(_ rehearsal: inout Rehearsal) {
    rehearsal.see(.configurationApplied, .value("enp0s6"))
    rehearsal.see(.selectedDevices, .value("enp0s6"))
    rehearsal.see(.masquerade, .value("BPF [enp0s6]"))
    rehearsal.see(.otherNodeIP, .unreachable)
    rehearsal.see(.natNodeAddress, .notTranslated)
    rehearsal.see(.pathMTU, .largestPayload(1203))
    losesAPI(Nodes.worker, &rehearsal)
  }

  private static func startsNoPods(_ node: Subject, _ rehearsal: inout Rehearsal) {
    let reason: Sentence =
      "\(Obstacle.podNotRunning.phrase): netproof-test/client-1-0: not Ready after 60 seconds: Pending"
    let sent: [Aspect] = [
      .sameNodePod, .crossNodePod, .crossNodeService, .externalPing, .clusterName, .externalName, .upstreamDNS,
      .externalHTTPS, .ownNodeIP, .otherNodeIP, .apiService, .pathMTU, .natExternal, .natNodeAddress,
    ]
    for aspect in sent {
      rehearsal.fail(aspect, reason, aspect.scope == .node ? node : Nodes.workerToMaster, by: .podNotRunning)
    }
    for aspect in [Aspect.crossNodePod, .crossNodeService, .pathMTU] {
      rehearsal.fail(aspect, reason, Nodes.masterToWorker, by: .podNotRunning)
    }
    rehearsal.see(.clusterDNSRestart, .unhealthy("coredns-2 not Ready after 45 seconds"), node)
  }
}
