import Cilium

extension Rules {
  /// Same node: the packet never leaves it.
  static func sameNodePod(_ node: NodeFacts) -> Prediction {
    expect(
      .reachable, by: .staysOnNode, .podSameNode,
      because: "both pods are on \(node.name); the packet is redirected between their devices")
  }

  /// Other node, by pod IP or by a Service whose backend is there: the tunnel decides, not `devices`; without a tunnel
  /// the routes do.
  static func crossNode(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    switch between(node, target, model) {
    case .unknown(let reason): .unknown(reason)
    case .known(let answer): expect(path: answer)
    }
  }

  private static func between(
    _ node: NodeFacts, _ target: NodeFacts, _ model: PathModel
  ) -> PathModel.NativeWay {
    model.isNative ? model.nativeWays(between: node, and: target) : .known(model.tunnelWorks(from: node, to: target))
  }

  /// The largest ICMP payload: pods' route MTU less the IP and ICMP headers; Cilium drops fragmented ICMP echo.
  static func pathMTU(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    switch between(node, target, model) {
    case .unknown(let reason): return .unknown(reason)
    case .known(let way):
      guard way.isTrue else { return .notApplicable("no packet of any size arrives: \(way.reason)") }
    }
    guard let here = PodMTU(node, model), let there = PodMTU(target, model) else {
      return .unknown("no device tells an MTU for pods")
    }
    let smaller = here.route <= there.route ? here : there
    let headers = PodMTU.icmpHeaders(model.family)
    return expect(
      .largestPayload(smaller.route - headers), by: .configured,
      node.release >= CiliumRelease(1, 17) ? .mtuOfSelected : .mtuOfNodeIPDevice,
      because: """
        \(smaller.reason), the IP and ICMP headers \(headers); anything larger is fragmented by the pod, and \
        Cilium drops fragmented ICMP echo
        """)
  }
}
