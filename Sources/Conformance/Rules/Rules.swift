import Cilium

/// The rules: one per aspect, each a pure function of the cluster's facts.
///
/// A rule never asks which environment it is in, and never holds an address or a device name.
public enum Rules {
  /// What to expect of an aspect for a subject.
  public static func predict(_ aspect: Aspect, _ subject: Subject, facts: ClusterFacts) -> Prediction {
    guard let node = facts.node(subject.source) else {
      return .unknown("node \(subject.source) is not among the facts")
    }
    if let problem = node.problem { return .unknown("the facts of \(node.name) are missing: \(problem)") }
    let model = PathModel(facts: facts, family: aspect.family)
    if let reason = withoutFamily(aspect, facts) { return .notApplicable(reason) }
    let aspect = aspect.ipv4Twin
    if sparedDestinations.contains(aspect), model.configuration.enableIPMasqAgent, facts.nonMasqueradeCIDRs == nil {
      return .unknown("which destinations the ip-masq-agent spares could not be read (bpf ipmasq list)")
    }
    if translated.contains(aspect), let reason = model.unknownMasquerade(on: node) { return .unknown(reason) }
    switch subject {
    case .node:
      return predict(aspect, node, model)
    case .pair(_, let to):
      guard let target = facts.node(to) else { return .unknown("node \(to) is not among the facts") }
      // Most rules need of the other node only what the API knows (its addresses). How large a packet its pods answer with,
      // only its agent knows, unless the ConfigMap fixes the MTU for all.
      if let problem = target.problem, aspect == .pathMTU, model.configuration.mtu == nil {
        return .unknown("the facts of \(target.name) are missing: \(problem)")
      }
      return predict(aspect, node, target, model)
    }
  }

  /// Aspects of paths to addresses that an ip-masq-agent may spare.
  private static let sparedDestinations: Set<Aspect> = [
    .otherNodeIP, .otherUplinks, .natNodeAddress, .apiService, .clusterDNSReady, .clusterDNSRestart,
  ]

  /// Aspects that depend on who masquerades.
  private static let translated: Set<Aspect> = sparedDestinations.union([
    .masquerade, .externalPing, .externalHTTPS, .upstreamDNS, .externalName, .natExternal,
  ])

  private static func predict(_ aspect: Aspect, _ node: NodeFacts, _ model: PathModel) -> Prediction {
    switch aspect {
    case .sameNodePod: sameNodePod(node)
    case .externalPing, .upstreamDNS: external(node, model)
    case .externalHTTPS: externalHTTPS(node, model)
    case .clusterName: clusterName(node, model)
    case .externalName: externalName(node, model)
    case .ownNodeIP: ownNodeIP(node, model)
    case .ownUplinks: ownUplinks(node, model)
    case .apiService: apiService(node, model)
    case .clusterDNSReady: clusterDNSReady(node, model)
    case .clusterDNSRestart: clusterDNSRestart(node, model)
    case .defaultRoute: defaultRoute(node, model)
    case .nodeIP: nodeIP(node, model)
    case .selectedDevices: selectedDevices(node, model)
    case .masquerade: masquerade(node, model)
    case .configurationApplied: configurationApplied(node, model)
    case .natExternal: natExternal(node, model)
    default: .unknown("\(aspect.rawValue) is asked of pairs of nodes")
    }
  }

  private static func predict(
    _ aspect: Aspect, _ node: NodeFacts, _ target: NodeFacts, _ model: PathModel
  ) -> Prediction {
    switch aspect {
    case .crossNodePod, .crossNodeService: crossNode(node, target, model)
    case .otherNodeIP: otherNodeIP(node, target, model)
    case .otherUplinks: otherUplinks(node, target, model)
    case .pathMTU: pathMTU(node, target, model)
    case .natNodeAddress: natNodeAddress(node, target, model)
    default: .unknown("\(aspect.rawValue) is asked of single nodes")
    }
  }

  /// Why a question about a family's addresses does not arise; `nil` where pods and Services have them.
  private static func withoutFamily(_ aspect: Aspect, _ facts: ClusterFacts) -> String? {
    guard let family = aspect.family else { return nil }
    guard facts.families.contains(family) else {
      return "enable-\(family.rawValue) is off, so pods have no \(family.title) addresses"
    }
    if aspect == .crossNodeServiceIPv6, facts.givesServicesIPv6 == false {
      return noServiceIPv6
    }
    return nil
  }

  /// An outcome by a mechanism, as a rule says.
  static func expect(
    _ outcome: Outcome, by mechanism: Mechanism, _ rule: Rule, because reason: String
  ) -> Prediction {
    .expected(Expectation(outcome, by: mechanism, rule, because: reason))
  }

  /// An outcome for the reason that an answer gives.
  static func expect(_ outcome: Outcome, _ answer: PathModel.Answer) -> Prediction {
    expect(outcome, by: answer.mechanism, answer.rule, because: answer.reason)
  }

  /// A path that works or fails, as an answer says.
  static func expect(path answer: PathModel.Answer) -> Prediction {
    expect(answer.isTrue ? .reachable : .unreachable, answer)
  }
}
