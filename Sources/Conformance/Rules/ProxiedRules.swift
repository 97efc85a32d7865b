import Cilium

/// What Cilium's proxy answers.
extension Rules {
  /// A Service that the proxy serves is served by the proxy of the node that asks: whatever is behind it, the connection is
  /// taken there.
  static func proxiedRequest(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let service = model.facts.proxied else {
      return .notApplicable("no Service was named that Cilium's proxy serves (--proxied-service)")
    }
    guard service.address(model.family) != nil else {
      return .notApplicable("Service \(service.name) has no \(model.family.title) address")
    }
    let configuration = model.configuration(of: node)
    guard configuration.boolean("enable-l7-proxy", default: true) else {
      return .unknown("enable-l7-proxy is off: who serves Service \(service.name) is not known")
    }
    guard configuration.replacesKubeProxyWhole else {
      return .unknown("kube-proxy replacement is off: who serves Service \(service.name) is not known")
    }
    guard service.servedBy != nil else {
      return .unknown("no label of Service \(service.name) says that Cilium's proxy serves it")
    }
    if let option = hostNetworkOptions.first(where: { configuration.boolean($0, default: false) }) {
      return .unknown("\(option) is on: the proxy listens at the nodes' own addresses, and not at ClusterIPs")
    }
    return expect(
      .reachable, by: .staysOnNode, .proxiedService,
      because: "Service \(service.name) is served by the proxy on \(node.name) itself")
  }

  private static let hostNetworkOptions = ["gateway-api-hostnetwork-enabled", "ingress-hostnetwork-enabled"]
}
