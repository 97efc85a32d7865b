import Cilium

extension Rules {
  /// Ping and DNS outside: the reply comes back only to the node's own address.
  static func external(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = translatedElsewhere(node, model) { return .unknown(reason) }
    guard let answer = leavesForTheInternet(node, model) else { return noUplink(node, model) }
    return expect(path: answer)
  }

  /// HTTPS outside: as external, and the server sees the node's public address. Asked by name, it needs the name first.
  static func externalHTTPS(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = translatedElsewhere(node, model) { return .unknown(reason) }
    guard let answer = leavesForTheInternet(node, model) else { return noUplink(node, model) }
    guard answer.isTrue else { return expect(path: answer) }
    if let obstacle = nameObstacle(node, model) { return obstacle }
    guard model.family == .ipv4 else { return externalHTTPSIPv6(node, model, answer) }
    let known = node.externalIP
    return expect(
      .answersWithAddress(known?.description),
      answer.told { reason in
        known.map { "\(reason); the gateway maps that to \(node.name)'s ExternalIP \($0)" }
          ?? "\(reason); the gateway maps that to a public address of no node, pod or Service"
      })
  }

  /// Over IPv6 there is usually no translation beyond the node's: a public address is seen as it left.
  private static func externalHTTPSIPv6(
    _ node: NodeFacts, _ model: PathModel, _ answer: PathModel.Answer
  ) -> Prediction {
    let address = model.egressToInternet(from: node)?.translatedTo
    let seen = address.flatMap { $0.isPublic ? $0.description : nil }
    return expect(
      .answersWithAddress(seen),
      answer.told { reason in
        seen.map { "\(reason); the server sees \($0) itself" }
          ?? "\(reason); the server sees a public address of no node, pod or Service"
      })
  }

  /// The prediction for what is asked by name where names are not always resolved; `nil` where nothing is in the way.
  private static func nameObstacle(_ node: NodeFacts, _ model: PathModel) -> Prediction? {
    guard model.facts.httpsByName == true else { return nil }
    switch externalName(node, model) {
    case .expected(let name) where name.outcome == .reachable: return nil
    case .expected(let name) where name.outcome == .unreachable:
      return expect(
        .unreachable, by: .unresolved(name.mechanism ?? .noRoute), .clusterDNS,
        because: "its name is not resolved: \(name.reason)")
    case .expected(let name):
      return .unknown("it is asked by name, and whether that is resolved is chance (\(name.outcome)): \(name.reason)")
    case .unknown(let reason), .notApplicable(let reason):
      return .unknown("it is asked by name, and nothing is known about names: \(reason)")
    }
  }

  /// Whether a pod's packets to the internet leave with an address to which replies come back.
  static func leavesForTheInternet(_ node: NodeFacts, _ model: PathModel) -> PathModel.Answer? {
    guard var device = model.internetDevice(of: node) else { return nil }
    if let forced = model.forcedDevice(of: node), forced.index != device.index {
      // A default route that was moved does not matter where the routes are not asked.
      guard node.uplinks.internet.contains(where: { $0.index == forced.index }) else {
        return model.forcedOut(by: forced, of: node, to: nil)
      }
      device = forced
    }
    if let reason = model.vlanFilter(device, of: node) {
      return PathModel.Answer(isTrue: false, mechanism: .noRoute, rule: .vlanFiltered, reason: reason)
    }
    let masquerade = model.masquerades(on: device, of: node)
    guard !masquerade.isTrue else { return masquerade }
    guard model.dropper(behind: device, of: node) == .physicalNetwork else {
      return masquerade.told {
        "\($0); the WireGuard peer drops it, because the pod address is not in its AllowedIPs"
      }
    }
    return masquerade.told { "\($0); the physical network drops a source address that is not the node's" }
  }

  /// Whoever switches masquerading off without a tunnel has a network that routes and translates pod addresses, or none
  /// of that: no fact of the cluster tells.
  static func translatedElsewhere(_ node: NodeFacts, _ model: PathModel) -> Sentence? {
    if let reason = model.unknownNetwork(from: node, to: nil) { return reason }
    guard model.masqueradeMode(of: node) == .disabled else { return nil }
    // IPv6 networks often route public addresses to pods; no address but a private one is known to be lost.
    if model.family == .ipv6, node.podBlock(.ipv6)?.address.isPublic == true, node.defaultRouteDevice(.ipv6) != nil {
      return
        "enable-ipv6-masquerade is off and pods have public addresses: whether the network beyond routes answers to "
        + "them, no fact of the cluster tells"
    }
    guard model.isNative else { return nil }
    return
      "enable-\(model.family.rawValue)-masquerade is off and routing-mode is native: pod addresses leave \(node.name) as they are, and "
      + "whether the network beyond translates them, no fact of the cluster tells"
  }

  static func noUplink(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard model.family == .ipv4 else { return .notApplicable("\(node.name) has no IPv6 default route") }
    return .unknown("\(node.name) has no physical uplink among the devices its agent lists")
  }
}
