import Cilium

extension Rules {
  /// The own node's address is local.
  static func ownNodeIP(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, model.peerAddress(node) == nil {
      return .notApplicable("\(node.name) has no IPv6 node address")
    }
    return expect(
      .reachable, because: "the address belongs to \(node.name) itself, so the packet never leaves it",
      source: "Cilium bpf/bpf_lxc.c (host identity, redirect to the host)")
  }

  /// The other node's address is routed and masqueraded, not tunnelled.
  static func otherNodeIP(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = model.peerAddress(target) else {
      let reason = "\(target.name) has no \(model.family == .ipv4 ? "" : "IPv6 ")node address"
      return model.family == .ipv4 ? .unknown(reason) : .notApplicable(reason)
    }
    if let reason = model.unknownWayBack(to: node, from: target, at: address) { return .notApplicable(reason) }
    return expect(
      path: model.podReaches(address, of: target, from: node),
      source: "Cilium bpf/lib/nat.h snat_v4_needs_masquerade (remote node), WireGuard AllowedIPs")
  }

  /// The API through its ClusterIP leads to a node's address. With several API servers of which only some are within
  /// reach, a single connection's fate is chance.
  static func apiService(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, model.facts.apiServiceIPv6 == nil {
      return .notApplicable("the kubernetes Service has no IPv6 ClusterIP: Kubernetes gives it one family only")
    }
    if let reason = model.unknownWayBackFromAPI(to: node) { return .notApplicable(reason) }
    let ways = model.apiWays(from: node)
    guard let api = ways.first else { return .unknown("the kubernetes Service has no endpoints") }
    if let working = ways.first(where: \.isTrue), let failing = ways.first(where: { !$0.isTrue }) {
      return .unknown(
        "the Service chooses an API server by chance, and not all are within reach: \(failing.reason); \(working.reason)"
      )
    }
    return expect(path: api, source: "Cilium bpf/lib/lb.h (Service translation), then as the other node's address")
  }

  /// The guide's prerequisite: the default route is by the physical uplink.
  static func defaultRoute(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, node.defaultRouteDevice(.ipv6) == nil { return noUplink(node, model) }
    guard let physical = node.uplinks.physical else {
      return .unknown("\(node.name) has no physical uplink among the devices its agent lists")
    }
    return expect(
      .value(physical.name), because: "traffic to the internet must leave by the physical uplink \(physical.name)",
      source: "guide: prerequisites")
  }

  /// Cilium's node IP is the Kubernetes InternalIP, whatever `devices` says.
  static func nodeIP(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = node.internalIP(model.family) else {
      if model.family == .ipv6, node.internalIP != nil {
        return .notApplicable(
          "\(node.name) has no IPv6 InternalIP; Cilium takes an address of a device, if there is one")
      }
      return .unknown("\(node.name) has no InternalIP; Cilium would fall back to a device's address")
    }
    return expect(
      .value(address.description), because: "the Kubernetes InternalIP of \(node.name) is \(address)",
      source: "Cilium pkg/node/sync/local_node_sync.go; devices is only a fallback (pkg/node/address.go)")
  }
}
