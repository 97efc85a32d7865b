import Cilium

/// The value of `devices` in `cilium-config` that puts a cluster into a scenario.
public enum ScenarioSetting: Sendable, Hashable {
  /// The key is absent or empty.
  case unset
  /// This list, separated as every agent of the cluster takes it.
  case devices(String)

  /// The value as it stands in the ConfigMap; `nil` when unset.
  public var value: String? {
    switch self {
    case .unset: nil
    case .devices(let value): value
    }
  }
}

extension ScenarioSetting {
  /// Whether a value in the ConfigMap is this setting already, however its list is written: to every agent of the
  /// cluster both must be the same.
  func isMet(by text: String?, in facts: ClusterFacts) -> Bool {
    CiliumConfigMap.areSameDevices(value, text, in: facts.releases)
  }
}

/// A scenario that cannot be set up or recognised on a cluster.
public struct ScenarioError: ErrorWithSentence, Sendable, Hashable {
  /// What is wrong, what was found and what to do.
  let sentence: Sentence

  /// The same in English.
  public var description: String { sentence.text }

  /// Makes an error.
  public init(_ sentence: Sentence) { self.sentence = sentence }
}

extension Scenario {
  /// What to write into `devices`, from the names of the nodes' own uplinks. Nodes whose facts are missing have no say;
  /// one with a single uplink adds that one.
  ///
  /// - Throws: ``ScenarioError`` where no node has the devices that the setting is about.
  public func setting(for facts: ClusterFacts) throws -> ScenarioSetting {
    if self == .auto { return .unset }
    if self == .asSet { return facts.devicesSetting.map { .devices($0) } ?? .unset }
    let known = try facts.knownNodes()
    let internet = Self.unique(known.flatMap { $0.uplinks.internet.map(\.name) })
    let between = Self.unique(known.compactMap { $0.uplinks.betweenNodes?.name })
    guard self == .physicalOnly || !between.isEmpty else { throw ScenarioError.singleUplink(known) }
    let names: [String]
    switch self {
    case .physicalOnly: names = internet
    case .tailnetOnly: names = between
    case .both: names = internet + between
    case .wildcard: names = Self.unique((internet + between).map(Self.wildcard))
    case .auto, .asSet: names = []
    }
    guard !names.isEmpty else { throw ScenarioError.singleUplink(known) }
    return .devices(names.joined(separator: facts.devicesSeparator))
  }

  /// Recognises the scenario that a cluster is in, from its settings and its nodes' uplinks.
  ///
  /// Every node with a physical and an overlay uplink, one of which holds the node IP, must agree: a list may name devices
  /// that exist only on some nodes, and a node with a single uplink cannot tell the scenarios apart. Any other value, and
  /// other kinds of nodes, are verified as they are.
  public static func detect(_ facts: ClusterFacts) -> Scenario {
    // A list that nobody has read is no unset one.
    guard facts.reasonUnread(.configuration) == nil else { return .asSet }
    let model = PathModel(facts: facts)
    func isSet(_ node: NodeFacts) -> Bool {
      model.configuration(of: node).text("devices")?.contains { !$0.isWhitespace } == true
    }
    let known = facts.nodes.filter { $0.problem == nil }
    guard known.contains(where: isSet) || (known.isEmpty && facts.devicesSetting != nil) else { return .auto }
    let scenarios = known.filter(\.uplinks.areTwo).map { isSet($0) ? scenario(of: $0, model) : nil }
    guard let first = scenarios.first, let scenario = first, scenarios.allSatisfy({ $0 == scenario }) else {
      return .asSet
    }
    return scenario
  }

  /// By what the list names: a device that is down, or that an older release leaves out, is meant all the same.
  private static func scenario(of node: NodeFacts, _ model: PathModel) -> Scenario? {
    let filter = model.filter(on: node)
    let selected = Set(model.selectedDevices(of: node))
    func isMeant(_ device: Device?) -> Bool {
      guard let device else { return false }
      if let entry = filter.firstMatch(forAnyOf: device.names) { return !filter.excludes(entry) }
      return selected.contains(device.name)
    }
    switch (isMeant(node.uplinks.physical), isMeant(node.uplinks.tailnet)) {
    case (true, true): return filter.entries.contains { $0.hasSuffix("+") } ? .wildcard : .both
    case (true, false): return .physicalOnly
    case (false, true): return .tailnetOnly
    case (false, false): return nil
    }
  }

  /// Devices' names as wildcards, each once.
  static func wildcards(_ names: [String]) -> [String] { unique(names.map(wildcard)) }

  private static func unique(_ names: [String]) -> [String] {
    names.reduce(into: []) { result, name in if !result.contains(name) { result.append(name) } }
  }

  /// `enp0s6` → `enp+`, as the guide writes it: the letters before the first digit, then Cilium's wildcard. A name that
  /// begins with a digit stays whole, as `+` alone would match every device.
  private static func wildcard(_ name: String) -> String {
    let letters = name.prefix { !$0.isNumber }
    return (letters.isEmpty ? name[...] : letters) + "+"
  }
}

extension ClusterFacts {
  /// The releases that the cluster's agents tell.
  var releases: Set<CiliumRelease> { Set(nodes.compactMap { $0.ciliumVersion.flatMap { CiliumRelease($0) } }) }

  /// Node name → its agent's release, where it tells.
  var knownReleases: [String: CiliumRelease] {
    nodes.reduce(into: [:]) { known, node in
      known[node.name] = node.ciliumVersion.flatMap { CiliumRelease($0) }
    }
  }

  /// What separates the entries of `devices` to every agent of the cluster: up to 1.15 only white space does, which Helm
  /// writes; the guide and Cilium's documentation write commas.
  var devicesSeparator: String {
    releases.contains { $0 < CiliumRelease(1, 16) } ? " " : ","
  }

  /// The nodes whose agents could be asked. A node that cannot be asked is inconclusive and must not stop the others.
  func knownNodes() throws -> [NodeFacts] {
    let known = nodes.filter { $0.problem == nil }
    guard known.isEmpty, !nodes.isEmpty else { return known }
    let problems = nodes.map { "\($0.name): \($0.problem ?? "")" }.joined(separator: "; ")
    throw ScenarioError(
      """
      No Cilium agent could be asked for its node's devices (\(problems)). Check that the agents are Ready, and pass \
      --cilium-namespace if they live in another namespace.
      """)
  }
}

extension ScenarioError {
  /// No node has a second uplink that a setting could name.
  fileprivate static func singleUplink(_ nodes: [NodeFacts]) -> ScenarioError {
    let seen = nodes.map { node in
      let devices = node.devices.filter { !Uplinks.isInternal($0) }.map {
        "\($0.name) [\($0.ipv4Addresses.map(\.description).joined(separator: " "))]"
      }
      return "\(node.name): \(devices.isEmpty ? "none" : devices.joined(separator: ", "))"
    }
    return ScenarioError(
      "No node has a second uplink for this setting: neither an overlay nor another device holds the node IP beside the "
        + "way to the internet (\(seen.joined(separator: "; "))). Leave --scenario away to verify the setting as it is."
    )
  }
}

extension Uplinks {
  /// Whether the node is of the kind that the five scenarios are about: a physical uplink and an overlay, one of which
  /// holds the node IP.
  var areTwo: Bool {
    guard let physical, let tailnet else { return false }
    return nodeIP.map { [physical.index, tailnet.index].contains($0.index) } ?? true
  }

  /// The device by which nodes know each other, where it is another than the way to the internet: what holds the node IP,
  /// else the overlay.
  var betweenNodes: Device? {
    if let nodeIP, !Self.isInternal(nodeIP), !internet.contains(where: { $0.index == nodeIP.index }) { return nodeIP }
    return tailnet
  }
}
