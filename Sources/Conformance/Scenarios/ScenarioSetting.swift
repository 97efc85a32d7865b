import Cilium

/// The value of `devices` in `cilium-config` that puts a cluster into a scenario.
public enum ScenarioSetting: Sendable, Hashable {
  /// The key is absent or empty.
  case unset
  /// This comma-separated list.
  case devices(String)

  /// The value as it stands in the ConfigMap; `nil` when unset.
  public var value: String? {
    switch self {
    case .unset: nil
    case .devices(let value): value
    }
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
    switch self {
    case .physicalOnly: return .devices(physical.joined(separator: ","))
    case .tailnetOnly: return .devices(tailnet.joined(separator: ","))
    case .both: return .devices((physical + tailnet).joined(separator: ","))
    case .wildcard: return .devices(Self.unique((physical + tailnet).map(Self.wildcard)).joined(separator: ","))
    case .auto: return .unset
    }
  }

  /// Recognises the scenario that a cluster is in, from its ConfigMap and its nodes' uplinks.
  ///
  /// Every node with both uplinks must agree: a list may name devices that exist only on some nodes. A node with a
  /// single uplink cannot tell the scenarios apart; what the setting does there is predicted from its own facts.
  public static func detect(_ facts: ClusterFacts) throws -> Scenario {
    let filter = CiliumConfigMap(data: facts.configuration).devices
    if filter.isEmpty { return .auto }
    let nodes = try facts.twoUplinkNodes()
    let perNode = try nodes.map { node -> Scenario? in
      let uplinks = try node.namedUplinks()
      let selected = Set(PathModel(facts: facts).selectedDevices(of: node))
      switch (selected.contains(uplinks.physical), selected.contains(uplinks.tailnet)) {
      case (true, true): return filter.contains { $0.hasSuffix("+") } ? .wildcard : .both
      case (true, false): return .physicalOnly
      case (false, true): return .tailnetOnly
      case (false, false): return nil
      }
    }
    if let first = perNode.first, let scenario = first, perNode.allSatisfy({ $0 == scenario }) { return scenario }
    let seen = zip(nodes, perNode).map { "\($0.name): \($1?.rawValue ?? "no uplink selected")" }
    throw ScenarioError(
      """
      devices='\(filter.joined(separator: ","))' in cilium-config is none of netproof's scenarios on these nodes \
      (\(seen.joined(separator: "; "))). Pass --scenario NAME to verify against the one you mean.
      """)
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
