import Cilium

/// What a node's own network reaches.
extension Rules {
  /// A pod of another node: by the tunnel as pods do, or by the routes there and back.
  static func hostToPod(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    expect(way: model.hostToPods(from: node, to: target))
  }

  /// A ClusterIP in front of such a pod.
  static func hostToService(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, model.facts.givesServicesIPv6 == false { return .notApplicable(noServiceIPv6) }
    return expect(
      way: model.hostService(
        model.hostToPods(from: node, to: target), of: node, to: .pod(on: target.name)))
  }

  /// The address by which other nodes know a node.
  static func hostToNode(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = model.peerAddress(target) else { return withoutNodeAddress(target, model) }
    return expect(path: model.hostReaches(address, of: target, from: node))
  }

  /// The Kubernetes API by its ClusterIP. With several API servers of which only some are within reach, a single
  /// connection's fate is chance.
  static func hostToAPI(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let unasked = unaskedAPI(model) { return unasked }
    let endpoints = model.facts.apiService(model.family)?.endpoints ?? []
    guard !endpoints.isEmpty else { return .unknown(withoutEndpoints(model.facts)) }
    return oneOf(
      endpoints.map { endpoint in
        model.hostService(
          model.hostReachesAPI(endpoint, from: node), of: node, to: .apiServer(endpoint))
      })
  }

  /// A name of the cluster, asked of the cluster DNS Service.
  static func hostToClusterName(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let unasked = unaskedNames(model) { return unasked }
    if model.facts.nodeLocalDNSNodes?.contains(node.name) == true {
      return .unknown(
        "NodeLocal DNSCache runs on \(node.name): whether it or the cluster DNS answers the host, no rule tells")
    }
    let homes = model.facts.dnsPods.filter { $0.isReady && $0.address(model.family) != nil }.map(\.node)
    guard !homes.isEmpty else { return withoutDNSPods }
    return oneOf(
      homes.uniqued().map { home in
        let way =
          model.facts.node(home).map { model.hostToPods(from: node, to: $0) }
          ?? .unknown("\(home) does not take part in the run")
        return model.hostService(way, of: node, to: .dnsPod(on: home))
      })
  }

  /// The internet, by the node's routes and with its addresses.
  static func hostToInternet(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if model.family == .ipv6, node.defaultRouteDevice(.ipv6) == nil { return noUplink(node, model) }
    return expect(way: model.hostReachesInternet(from: node))
  }

  private static func expect(way: PathModel.NativeWay) -> Prediction {
    switch way {
    case .unknown(let reason): .unknown(reason)
    case .known(let answer): expect(path: answer)
    }
  }

  /// A Service chooses one of several backends: what is so of all of them is so.
  private static func oneOf(_ ways: [PathModel.NativeWay]) -> Prediction {
    var answers: [PathModel.Answer] = []
    for way in ways {
      switch way {
      case .unknown(let reason): return .unknown(reason)
      case .known(let answer): answers.append(answer)
      }
    }
    if answers.contains(where: \.isTrue), let failing = answers.first(where: { !$0.isTrue }) {
      return .unknown("the Service chooses a backend by chance, and not all are within reach: \(failing.reason)")
    }
    return answers.first.map { expect(path: $0) } ?? .unknown("the Service has no backend")
  }
}
