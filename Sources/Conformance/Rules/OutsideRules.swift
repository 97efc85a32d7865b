import Cilium

extension Rules {
  private static let masqueradeSource =
    "Cilium bpf/bpf_host.c cil_to_netdev, bpf/lib/nat.h snat_v4_needs_masquerade; guide: external traffic"

  /// Ping and DNS outside: the reply comes back only to the node's own address.
  static func external(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = translatedElsewhere(node, model) { return .notApplicable(reason) }
    guard let answer = leavesForTheInternet(node, model) else { return noUplink(node) }
    return expect(path: answer, source: masqueradeSource)
  }

  /// HTTPS outside: as external, and the server sees the node's public address. Asked by name, it needs the name first.
  static func externalHTTPS(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = translatedElsewhere(node, model) { return .notApplicable(reason) }
    guard let answer = leavesForTheInternet(node, model) else { return noUplink(node) }
    guard answer.isTrue else { return expect(.unreachable, because: answer.reason, source: masqueradeSource) }
    if let obstacle = nameObstacle(node, model) { return obstacle }
    let known = node.externalIP.map { "\(node.name)'s ExternalIP \($0)" }
    return expect(
      .answersWithAddress(node.externalIP?.description),
      because: "\(answer.reason); the gateway maps that to \(known ?? "a public address of no node, pod or Service")",
      source: masqueradeSource)
  }

  /// The prediction for what is asked by name where names are not always resolved; `nil` where nothing is in the way.
  private static func nameObstacle(_ node: NodeFacts, _ model: PathModel) -> Prediction? {
    guard model.facts.httpsByName == true else { return nil }
    switch externalName(node, model) {
    case .expected(let name) where name.outcome == .reachable: return nil
    case .expected(let name) where name.outcome == .unreachable:
      return expect(.unreachable, because: "its name is not resolved: \(name.reason)", source: masqueradeSource)
    case .expected(let name):
      return .unknown("it is asked by name, and whether that is resolved is chance (\(name.outcome)): \(name.reason)")
    case .unknown(let reason), .notApplicable(let reason):
      return .unknown("it is asked by name, and nothing is known about names: \(reason)")
    }
  }

  /// Whether a pod's packets to the internet leave with an address to which replies come back.
  static func leavesForTheInternet(_ node: NodeFacts, _ model: PathModel) -> PathModel.Answer? {
    guard let device = node.uplinks.physical else { return nil }
    let masquerade = model.masquerades(on: device, of: node)
    guard !masquerade.isTrue else { return masquerade }
    return PathModel.Answer(
      isTrue: false,
      reason: "\(masquerade.reason); the physical network drops a source address that is not the node's")
  }

  /// Whoever switches masquerading off without a tunnel has a network that routes and translates pod addresses, or none
  /// of that: no fact of the cluster tells.
  static func translatedElsewhere(_ node: NodeFacts, _ model: PathModel) -> String? {
    guard model.isNative, model.masqueradeMode(of: node) == .disabled else { return nil }
    return
      "enable-ipv4-masquerade is off and routing-mode is native: pod addresses leave \(node.name) as they are, and "
      + "whether the network beyond translates them, no fact of the cluster tells"
  }

  private static func noUplink(_ node: NodeFacts) -> Prediction {
    .unknown("\(node.name) has no physical uplink among the devices its agent lists")
  }
}
