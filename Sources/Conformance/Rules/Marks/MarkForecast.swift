import Cilium
import Routing

/// Forecasts which identities' marks the nodes' routing rules take for somebody else's. Pure.
///
/// Where Cilium redirects pods' packets itself, no rule sees them (`bpf_fib_lookup` without BPF_FIB_LOOKUP_MARK): what
/// remains is the tunnel's outer packets, and what its proxy sends.
enum MarkForecast {
  /// The collisions on all nodes: of every identity that its endpoints have, and of Ingress listeners' always.
  static func collisions(_ facts: ClusterFacts) -> [MarkCollision] {
    let model = PathModel(facts: facts)
    return facts.nodes.flatMap { collisions(on: $0, model) }
  }

  /// Those on one node.
  static func collisions(on node: NodeFacts, _ model: PathModel) -> [MarkCollision] {
    guard hasForeignMarks(node, model.family) else { return [] }
    var identities = node.identities ?? []
    if !identities.contains(where: { $0.id == IdentityMark.ingress }) {
      identities.append(LocalIdentity(id: IdentityMark.ingress, count: 0))
    }
    return identities.flatMap { identity in
      carriers(of: identity.id, node, model).compactMap {
        collision(of: identity, on: $0, node, model, towards: model.examples)
      }
    }
  }

  /// What becomes of an identity's packets from one node to another that go in the tunnel; `nil` where its mark changes
  /// nothing about their way.
  static func tunnelDiversion(
    of identity: UInt32, from node: NodeFacts, to target: String, _ model: PathModel
  ) -> MarkCollision? {
    guard hasForeignMarks(node, model.family), !model.isNative, let target = model.facts.node(target) else {
      return nil
    }
    let known = node.identities?.first { $0.id == identity } ?? LocalIdentity(id: identity, count: 0)
    let found = collision(of: known, on: .tunnel, node, model, towards: [target])
    return found?.diversions.isEmpty == false ? found : nil
  }

  /// Whether a rule of the node looks at the bits that hold identities. Without rules that were read, those that are
  /// assumed for Tailscale and wg-quick count.
  static func hasForeignMarks(_ node: NodeFacts, _ family: IPFamily) -> Bool {
    node.routing.host.rules(family).contains { looksAtIdentities($0) }
  }

  private static func looksAtIdentities(_ rule: PolicyRule) -> Bool {
    rule.mark.map { $0.mask & IdentityMark.identityBits != 0 } ?? false
  }

  /// What of an identity's packets bears its mark while the kernel routes it.
  private static func carriers(
    of identity: UInt32, _ node: NodeFacts, _ model: PathModel
  ) -> [IdentityMark.Carrier] {
    var carriers: [IdentityMark.Carrier] = model.isNative ? [] : [.tunnel]
    let isEndpoint = identity != IdentityMark.ingress
    if isEndpoint, model.legacyHostRouting(of: node) != nil { carriers.append(.pod) }
    if !isEndpoint, model.isNative { carriers.append(.proxy) }
    return carriers
  }

  private static func collision(
    of identity: LocalIdentity, on carrier: IdentityMark.Carrier, _ node: NodeFacts, _ model: PathModel,
    towards others: [NodeFacts]
  ) -> MarkCollision? {
    let mark = IdentityMark.value(
      of: identity.id, on: carrier, release: node.release,
      connectedClusters: model.configuration(of: node).connectedClusters)
    let rules = node.routing.host.rules(model.family).filter { rule in
      looksAtIdentities(rule)
        && rule.mark.map { ($0.value ^ mark) & $0.mask == 0 } != rule.mark.map { $0.value & $0.mask == 0 }
    }
    guard !rules.isEmpty else { return nil }
    let diversions = destinations(carrier, node, model, others).compactMap { target -> MarkCollision.Diversion? in
      guard let without = decision(0, carrier, target.address, node),
        let with = decision(mark, carrier, target.address, node)
      else { return nil }
      guard without.outcome != with.outcome, way(without) != way(with) else { return nil }
      return MarkCollision.Diversion(
        address: target.address.description, destination: target.name, without: way(without), with: way(with),
        isLost: isLost(with, insteadOf: without, node, model))
    }
    return MarkCollision(
      node: node.name, identity: identity.id, endpoints: identity.endpoints, count: identity.count, carrier: carrier,
      mark: mark, rules: rules.map(\.description),
      owner: rules.lazy.compactMap(\.mark).compactMap(MarkOwner.name).first,
      diversions: diversions)
  }

  private struct Destination {
    var name: String
    var address: IPAddress
  }

  private static func destinations(
    _ carrier: IdentityMark.Carrier, _ node: NodeFacts, _ model: PathModel, _ candidates: [NodeFacts]
  ) -> [Destination] {
    let others = candidates.filter { $0.name != node.name }
    func nodes(_ address: (NodeFacts) -> IPAddress?) -> [Destination] {
      others.compactMap { other in address(other).map { Destination(name: other.name, address: $0) } }
    }
    switch carrier {
    case .tunnel: return nodes { $0.nodeIP(model.configuration.underlayFamily) }
    case .proxy: return nodes { $0.podBlock(model.family)?.anyAddress }
    case .pod:
      let pods = model.isNative ? nodes { $0.podBlock(model.family)?.anyAddress } : []
      let outside = NodeRouting.internetSample(model.family).map { [Destination(name: internet, address: $0)] } ?? []
      return nodes { model.peerAddress($0) } + pods + outside
    }
  }

  /// What stands for destinations that are no node's.
  static let internet = "the internet"

  /// The kernel's decision about a packet with a mark, over which netfilter may put one of its own (KubeSpan's); `nil`
  /// where it is not known whether it does.
  private static func decision(
    _ mark: UInt32, _ carrier: IdentityMark.Carrier, _ address: IPAddress, _ node: NodeFacts
  ) -> ForwardingDecision? {
    guard case .known(let own) = node.routing.mark(carrier == .pod ? .prerouting : .output, to: address) else {
      return nil
    }
    let mark = mark | own
    return node.routing.decide(ofPod: carrier == .pod, to: address, mark: mark)
  }

  /// Behind an overlay are addresses that no other network has. Other networks may be joined somewhere.
  private static func isLost(
    _ with: ForwardingDecision, insteadOf without: ForwardingDecision, _ node: NodeFacts, _ model: PathModel
  ) -> Bool {
    if case .dropped = with.outcome { return without.drop == nil && without.unknownReason == nil }
    guard case .leaves(let before) = node.routing.way(without), case .leaves(let after) = node.routing.way(with),
      !before.isEmpty, before.allSatisfy({ model.overlay($0, of: node) != nil })
    else { return false }
    return !after.contains { model.overlay($0, of: node) != nil || before.contains($0) }
  }

  private static func way(_ decision: ForwardingDecision) -> String {
    switch decision.outcome {
    case .leaves(let paths): Set(paths.map(\.device)).sorted().joined(separator: " or ")
    case .delivered: "the node itself"
    case .dropped(let drop): "nowhere (\(drop.kind.text))"
    case .notKnown(let reason): "a way that is not known (\(reason))"
    }
  }
}

extension CiliumConfigMap {
  /// How many clusters the numbers of a mesh are shared among: 255 or 511.
  var connectedClusters: Int { data["max-connected-clusters"].flatMap { Int($0) } ?? 255 }
}

extension PacketDrop.Kind {
  /// Why, in a few words.
  var text: String {
    switch self {
    case .noRoute: "no route"
    case .unreachable: "a rule or route “unreachable”"
    case .blackhole: "a rule or route “blackhole”"
    case .prohibit: "a rule or route “prohibit”"
    case .reversePath: "rp_filter"
    case .martianSource: "an impossible source"
    case .martianDestination: "an impossible destination"
    case .notForwarding: "the node does not forward"
    case .sourceNotLocal: "a source that is not the node's"
    case .deviceDown: "its device is down"
    case .invalidAddress: "an invalid address"
    }
  }
}
