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
    // Which address a node has is the API's word, agent or not.
    if let problem = node.problem, aspect.kind != .nodeIP {
      guard node.agentEnds, isSaidByAgent(aspect) else {
        return .unknown("the facts of \(node.name) are missing: \(problem)")
      }
      return expect(
        .value("a running agent"), by: .configured, .agentStart, because: "an agent must run on every node to say so")
    }
    let model = PathModel(facts: facts, family: aspect.family)
    if let reason = withoutFamily(aspect, facts) { return .notApplicable(reason) }
    let definition = aspect.definition
    if definition.translation == .spared, model.configuration(of: node).enableIPMasqAgent,
      facts.nonMasqueradeCIDRs == nil
    {
      return .unknown("which destinations the ip-masq-agent spares could not be read (bpf ipmasq list)")
    }
    if definition.translation != .none, let reason = model.unknownMasquerade(on: node) { return .unknown(reason) }
    switch (definition.rule, subject) {
    case (.node(let predict), .node): return predict(node, model)
    case (.pair(let predict), .pair(_, let to)):
      guard let target = facts.node(to) else { return .unknown("node \(to) is not among the facts") }
      // Most rules need of the other node only what the API knows (its addresses). How large a packet its pods answer with,
      // only its agent knows, unless the ConfigMap fixes the MTU for all.
      if let problem = target.problem, aspect.kind == .pathMTU, model.configuration(of: target).mtu == nil {
        return .unknown("the facts of \(target.name) are missing: \(problem)")
      }
      return predict(node, target, model)
    case (.pair, .node): return .unknown("\(aspect.rawValue) is asked of pairs of nodes")
    case (.node, .pair): return .unknown("\(aspect.rawValue) is asked of single nodes")
    }
  }

  /// Whether it is something that a running agent says of itself.
  static func isSaidByAgent(_ aspect: Aspect) -> Bool { saidByAgent.contains(aspect.ipv4Twin) }

  private static let saidByAgent: Set<Aspect> = [
    .selectedDevices, .configurationApplied, .masquerade, .nodePortAddresses, .directRoutingDevice,
  ]

  /// Why a question about a family's addresses does not arise; `nil` where pods and Services have them.
  private static func withoutFamily(_ aspect: Aspect, _ facts: ClusterFacts) -> Sentence? {
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
    _ outcome: Outcome, by mechanism: Mechanism, _ rule: Rule, because reason: Sentence
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
