import Cilium

extension Rules {
  /// Same node: the packet never leaves it.
  static func sameNodePod(_ node: NodeFacts) -> Prediction {
    expect(
      .reachable, because: "both pods are on \(node.name); the packet is redirected between their devices",
      source: "deep dive: path, same node; Cilium bpf/bpf_lxc.c")
  }

  /// Other node, by pod IP or by a Service whose backend is there: the tunnel decides, not `devices`.
  static func crossNode(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard model.configuration.routingMode == "tunnel" else {
      return .notApplicable("routing-mode is \(model.configuration.routingMode); the rules cover the tunnel mode")
    }
    return expect(
      path: model.tunnelWorks(from: node, to: target),
      source: "Cilium pkg/node/sync/local_node_sync.go (node IP = Kubernetes InternalIP), bpf/lib/encap.h")
  }

  /// The largest ICMP payload: pods' route MTU less the IP and ICMP headers; Cilium drops fragmented ICMP echo.
  static func pathMTU(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard model.configuration.routingMode == "tunnel" else {
      return .notApplicable("routing-mode is \(model.configuration.routingMode); the rules cover the tunnel mode")
    }
    let tunnel = model.tunnelWorks(from: node, to: target)
    guard tunnel.isTrue else { return .notApplicable("no packet of any size arrives: \(tunnel.reason)") }
    guard let here = model.podDeviceMTU(of: node), let there = model.podDeviceMTU(of: target) else {
      return .unknown("no selected device tells an MTU")
    }
    let device = min(here, there)
    let route = device - MTU.vxlanOverhead
    return expect(
      .largestPayload(route - MTU.icmpHeaders),
      because: """
        the selected devices' smallest MTU is \(device), the tunnel takes \(MTU.vxlanOverhead), the IP and ICMP headers \
        \(MTU.icmpHeaders); anything larger is fragmented by the pod, and Cilium drops fragmented ICMP echo
        """,
      source: "Cilium pkg/mtu/manager.go, bpf/lib/conntrack.h (DROP_INVALID)")
  }
}

/// Header sizes, in bytes.
enum MTU {
  /// Outer Ethernet (14), IPv4 (20), UDP (8) and VXLAN (8) headers.
  static let vxlanOverhead = 50
  /// IPv4 (20) and ICMP (8) headers.
  static let icmpHeaders = 28
}
