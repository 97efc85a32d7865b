import Cilium

/// Something that Cilium and Kubernetes need of a node and do not make themselves, and that its facts show to be missing.
///
/// The rules expect paths as they are with it: its violation is a finding, not a new expectation.
struct BrokenPrerequisite: Sendable, Hashable {
  /// What is missing, and what to do.
  var finding: AnyFinding
  /// The node that lacks it.
  var node: String
  /// What fails because of it, of IPv4's names.
  var aspects: Set<Aspect>
  /// The other node, where it is between two; `nil` for what every other node meets.
  var peer: String?

  init(_ finding: any Finding, on node: String, _ aspects: Set<Aspect>, peer: String? = nil) {
    self.finding = AnyFinding(finding)
    self.node = node
    self.aspects = aspects
    self.peer = peer
  }

  /// The published name.
  var code: FindingCode { type(of: finding.value).code }
  /// One sentence's part, with the node's devices and addresses.
  var cause: String { finding.value.cause.en }
  /// The same, for a sentence of every language.
  var causeSentence: Sentence { Sentence(finding.value.cause) }
  /// What to do.
  var remedy: String { finding.value.remedy.en }

  /// Whether HTTPS outside is asked by a name, which may not be resolved then.
  var asksByName = false

  /// Whether a case may fail because of it: at either end, and for names, DNS pods and API servers anywhere.
  func touches(_ aspect: Aspect, _ subject: Subject) -> Bool {
    // A name that is not resolved is not asked for either.
    let asked =
      aspect.ipv4Twin == .externalHTTPS && asksByName && aspects.contains(.externalName) ? .externalName : aspect
    guard aspects.contains(asked.ipv4Twin) || aspects.contains(aspect.ipv4Twin) else { return false }
    if Self.anywhere.contains(asked.ipv4Twin) { return true }
    if let peer, let target = subject.target { return Set([subject.source, target]) == [node, peer] }
    return subject.source == node || subject.target == node || (peer != nil && subject.source == peer)
  }

  private static let anywhere: Set<Aspect> = [
    .externalName, .clusterName, .apiService, .clusterDNSReady, .clusterDNSRestart,
  ]
}

/// Looks for what nodes lack. Pure.
enum Prerequisites {
  /// What is missing, the most fundamental first.
  static func broken(_ facts: ClusterFacts) -> [BrokenPrerequisite] {
    let model = PathModel(facts: facts)
    let known = facts.nodes.filter { $0.problem == nil && !$0.devices.isEmpty }
    let broken =
      facts.nodes.compactMap(agentEnd) + known.compactMap { agentStart($0, model) }
      + known.compactMap { nodeIPDevice($0, model) } + known.flatMap { endpoints($0, model) }
      + known.flatMap { tailnet($0, model) }
      + known.compactMap { defaultRoute($0, model) } + known.flatMap { coveredAddresses($0, model) }
      + known.compactMap { steering($0, model) } + known.flatMap { chains($0, model) }
      + known.flatMap { marks($0, model) }
    return broken.map { prerequisite in
      var copy = prerequisite
      copy.asksByName = facts.httpsByName == true
      return copy
    }
  }

  /// Identities of the node's endpoints that are taken for other marks. Which cases that touches, their pods'
  /// identities tell (``MarkCauses``).
  private static func marks(_ node: NodeFacts, _ model: PathModel) -> [BrokenPrerequisite] {
    MarkForecast.collisions(on: node, model).filter(\.isInUse).compactMap { MarkTaken($0) }.map {
      BrokenPrerequisite($0, on: node.name, [])
    }
  }

  static let everything = Set(Aspect.allCases.map(\.ipv4Twin))

  static let betweenNodes: Set<Aspect> = [
    .crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName, .otherNodeIP, .otherUplinks, .apiService,
    .clusterDNSReady, .clusterDNSRestart, .natNodeAddress,
  ]

  static let outside: Set<Aspect> = [
    .defaultRoute, .externalPing, .externalHTTPS, .upstreamDNS, .externalName, .natExternal,
  ]

  /// What asks the node's own host for an answer, or is asked by it.
  static let answeredByHost: Set<Aspect> = [.ownNodeIP, .ownUplinks, .apiService, .clusterDNSReady, .clusterDNSRestart]

  private static func agentEnd(_ node: NodeFacts) -> BrokenPrerequisite? {
    guard node.agentEnds, let problem = node.problem else { return nil }
    return BrokenPrerequisite(AgentDoesNotStart(node: node.name, words: problem.text), on: node.name, everything)
  }

  private static func agentStart(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let obstacle = model.startObstacle(of: node) else { return nil }
    return BrokenPrerequisite(
      AgentDoesNotStart(node: node.name, words: obstacle, obstacle: obstacle), on: node.name, everything)
  }

  private static func nodeIPDevice(_ node: NodeFacts, _ model: PathModel) -> BrokenPrerequisite? {
    guard let address = node.nodeIP(model.family) else { return nil }
    let holders = node.devices.filter { $0.addresses.contains(address) }
    // Clouds map public addresses to nodes that do not have them.
    if holders.isEmpty, node.internalIP(model.family) == nil { return nil }
    guard !holders.contains(where: \.isUp) else { return nil }
    let overlay = holders.first.flatMap { model.overlay($0, of: node) }
    return BrokenPrerequisite(
      NodeIPMissing(
        node: node.name, address: address.description, device: holders.first?.name, shownBy: overlay?.commands),
      on: node.name,
      betweenNodes.union([
        .ownNodeIP, .nodeIP, .selectedDevices, .configurationApplied, .masquerade, .nodePortAddresses,
      ]))
  }
}
