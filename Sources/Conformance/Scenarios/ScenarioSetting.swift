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
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, what was found and what to do.
  public var description: String

  /// Makes an error.
  public init(_ description: String) { self.description = description }
}

extension Scenario {
  /// What to write into `devices`, from the names of the nodes' own uplinks. Nodes whose facts are missing have no say;
  /// one with a single uplink adds that one.
  public func setting(for facts: ClusterFacts) throws -> ScenarioSetting {
    if self == .auto { return .unset }
    _ = try facts.twoUplinkNodes()
    let uplinks = try facts.knownNodes().map(\.uplinks)
    let physical = Self.unique(uplinks.compactMap(\.physical?.name))
    let tailnet = Self.unique(uplinks.compactMap(\.tailnet?.name))
    let names: [String]
    switch self {
    case .physicalOnly: names = physical
    case .tailnetOnly: names = tailnet
    case .both: names = physical + tailnet
    case .wildcard: names = Self.unique((physical + tailnet).map(Self.wildcard))
    case .auto: return .unset
    }
    return .devices(names.joined(separator: facts.devicesSeparator))
  }

  /// Recognises the scenario that a cluster is in, from its ConfigMap and its nodes' uplinks.
  ///
  /// Every node with both uplinks must agree: a list may name devices that exist only on some nodes. A node with a
  /// single uplink cannot tell the scenarios apart; what the setting does there is predicted from its own facts.
  public static func detect(_ facts: ClusterFacts) throws -> Scenario {
    guard let written = facts.devicesSetting, written.contains(where: { !$0.isWhitespace }) else { return .auto }
    let nodes = try facts.twoUplinkNodes()
    let model = PathModel(facts: facts)
    let perNode = try nodes.map { node -> Scenario? in
      let uplinks = try node.namedUplinks()
      let selected = Set(model.selectedDevices(of: node))
      switch (selected.contains(uplinks.physical), selected.contains(uplinks.tailnet)) {
      case (true, true): return model.filter(on: node).entries.contains { $0.hasSuffix("+") } ? .wildcard : .both
      case (true, false): return .physicalOnly
      case (false, true): return .tailnetOnly
      case (false, false): return nil
      }
    }
    if let first = perNode.first, let scenario = first, perNode.allSatisfy({ $0 == scenario }) { return scenario }
    let seen = zip(nodes, perNode).map { "\($0.name): \($1?.rawValue ?? "no uplink selected")" }
    throw ScenarioError(
      """
      devices='\(written)' in cilium-config is none of netproof's scenarios on these nodes \
      (\(seen.joined(separator: "; "))). \(hint(written, facts))Pass --scenario NAME to verify against the one you mean.
      """)
  }

  /// A list with commas where an agent takes blanks only.
  private static func hint(_ written: String, _ facts: ClusterFacts) -> String {
    guard written.contains(","), let old = facts.releases.min(), old < CiliumRelease(1, 16) else { return "" }
    return "Cilium \(old) separates devices by blanks: it takes this list for one name. "
  }

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

extension ClusterFacts {
  /// The nodes that have both uplinks; without a single one, the error says what the first node lacks.
  func twoUplinkNodes() throws -> [NodeFacts] {
    let known = try knownNodes()
    let both = known.filter { $0.uplinks.physical != nil && $0.uplinks.tailnet != nil }
    if both.isEmpty, let first = known.first { _ = try first.namedUplinks() }
    return both
  }
}

extension NodeFacts {
  /// The names of both uplinks, or an error that says which one is missing.
  func namedUplinks() throws -> (physical: String, tailnet: String) {
    let uplinks = self.uplinks
    guard let physical = uplinks.physical, let tailnet = uplinks.tailnet else {
      let missing = uplinks.tailnet == nil ? "a tailnet (WireGuard) uplink" : "a physical uplink"
      let seen = devices.map { "\($0.name) [\($0.ipv4Addresses.map(\.description).joined(separator: " "))]" }
      throw ScenarioError(
        """
        Node \(name) has no \(missing.dropFirst(2)): the scenarios need nodes with both. \
        \(problem ?? "Its agent lists: \(seen.joined(separator: ", "))"). Check that Tailscale is up on the node.
        """)
    }
    return (physical.name, tailnet.name)
  }
}
