import Cilium

extension Rules {
  /// The own node's address is local.
  static func ownNodeIP(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, model.peerAddress(node) == nil {
      return .notApplicable("\(node.name) has no IPv6 node address")
    }
    guard let address = model.peerAddress(node) else { return .unknown("\(node.name) has no node address") }
    return expect(path: model.podReachesOwn(address, of: node))
  }

  /// The own node's addresses on its uplinks besides the one that others know it by.
  static func ownUplinks(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    let addresses = model.otherUplinkAddresses(of: node)
    guard !addresses.isEmpty else { return .notApplicable("\(node.name)'s uplinks have no other address") }
    return each(addresses) { model.podReachesOwn($0, of: node) }
  }

  /// The same of another node.
  static func otherUplinks(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    let addresses = model.otherUplinkAddresses(of: target)
    guard !addresses.isEmpty else {
      // Only its agent knows them.
      if target.devices.isEmpty, let problem = target.problem {
        return .unknown("the facts of \(target.name) are missing: \(problem)")
      }
      return .notApplicable("\(target.name)'s uplinks have no other address")
    }
    for address in addresses {
      if let other = model.facts.holders(of: address).first(where: { $0.name != target.name }) {
        return .notApplicable(
          "\(address) is an address of \(other.name), too: which of the two nodes answers cannot be told")
      }
      if let reason = model.unknownWayBack(to: node, from: target, at: address) { return .unknown(reason) }
      if let reason = model.unknownOnLink(address, from: node) { return .unknown(reason) }
      if model.reachability(of: address, on: target, from: node) == nil, model.asksHost(node, to: address) {
        return .unknown("whether \(node.name)'s own host reaches \(address) of \(target.name) was not found out")
      }
    }
    return each(addresses) { model.podReaches($0, of: target, from: node) }
  }

  private static func each(
    _ addresses: [IPAddress], _ answer: (IPAddress) -> PathModel.Answer
  ) -> Prediction {
    let answers = addresses.map { ($0, answer($0)) }
    let working = answers.filter(\.1.isTrue).map(\.0)
    let told = answers.first { !$0.1.isTrue } ?? answers[0]
    return expect(PathObservations.answering(working, of: addresses), told.1.told { "\(told.0): \($0)" })
  }

  /// The other node's address is routed and masqueraded, not tunnelled.
  static func otherNodeIP(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = model.peerAddress(target) else { return withoutNodeAddress(target, model) }
    if let reason = model.unknownWayBack(to: node, from: target, at: address) { return .unknown(reason) }
    return expect(path: model.podReaches(address, of: target, from: node))
  }

  /// What is said of a node that the others know by no address of the family: IPv4 each needs, IPv6 not.
  static func withoutNodeAddress(_ target: NodeFacts, _ model: PathModel) -> Prediction {
    model.family == .ipv4
      ? .unknown("\(target.name) has no node address") : .notApplicable("\(target.name) has no IPv6 node address")
  }

  /// Why the API's Service is not asked for, or nothing is known of it; `nil` where it is.
  static func unaskedAPI(_ model: PathModel) -> Prediction? {
    if let reason = model.facts.reasonUnread(.services) { return .unknown("the Services are not known: \(reason)") }
    guard model.family == .ipv6, model.facts.apiServiceIPv6 == nil else { return nil }
    return .notApplicable("the kubernetes Service has no IPv6 ClusterIP: Kubernetes gives it one family only")
  }

  /// The API through its ClusterIP leads to a node's address. With several API servers of which only some are within
  /// reach, a single connection's fate is chance.
  static func apiService(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let unasked = unaskedAPI(model) { return unasked }
    if let reason = model.unknownWayBackFromAPI(to: node) { return .unknown(reason) }
    let ways = model.apiWays(from: node)
    guard let api = ways.first else { return .unknown(withoutEndpoints(model.facts)) }
    if let working = ways.first(where: \.isTrue), let failing = ways.first(where: { !$0.isTrue }) {
      return .unknown(
        "the Service chooses an API server by chance, and not all are within reach: \(failing.reason); \(working.reason)"
      )
    }
    return expect(path: api)
  }

  /// The guide's prerequisite: the default route is by the physical uplink.
  static func defaultRoute(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, node.defaultRouteDevice(.ipv6) == nil { return noUplink(node, model) }
    if case .unknown(let reason) = node.routing.toInternet(model.family) {
      return .unknown("by which devices the default route of \(node.name) leads is not known: \(reason)")
    }
    let uplinks = node.uplinks.internet.map(\.name)
    guard !uplinks.isEmpty else {
      return .unknown("\(node.name) has no physical uplink among the devices its agent lists")
    }
    return expect(
      .value(list(uplinks)), by: .configured, .defaultRoute,
      because: uplinks.count == 1
        ? "traffic to the internet must leave by the physical uplink \(uplinks[0])"
        : "traffic to the internet must leave by the physical uplinks \(uplinks.joined(separator: " and ")), among which "
          + "the kernel chooses")
  }

  /// Cilium's node IP is the Kubernetes InternalIP, whatever `devices` says.
  static func nodeIP(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = node.nodeIP(model.family) else {
      if model.family == .ipv6, node.internalIP != nil {
        return .notApplicable(
          "\(node.name) has no IPv6 InternalIP; Cilium takes an address of a device, if there is one")
      }
      return .unknown("\(node.name) has no InternalIP; Cilium would fall back to a device's address")
    }
    guard node.internalIP(model.family) != nil else {
      return expect(
        .value(address.description), by: .configured, .nodeIP,
        because: "\(node.name) has no InternalIP, and its Kubernetes ExternalIP is \(address)")
    }
    return expect(
      .value(address.description), by: .configured, .nodeIP,
      because: "the Kubernetes InternalIP of \(node.name) is \(address)")
  }
}
