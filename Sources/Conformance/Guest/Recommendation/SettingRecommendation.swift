import Cilium

/// Every sensible value of `devices` for a cluster, the best first, by the rules alone.
public struct SettingRecommendation: Sendable, Hashable, Encodable {
  /// The candidates in their order.
  public var candidates: [SettingCandidate]
  /// What stands against any setting: prerequisites that the nodes lack, and what could not be read.
  public var notes: [String]

  /// The best one; `nil` where agents would start with none, or nothing that works is among them.
  public var best: SettingCandidate? { candidates.first { $0.isFit } }
}

extension SettingRecommendation {
  /// Derives and ranks the candidates.
  ///
  /// - Throws: ``ScenarioError`` where no agent could be asked.
  public init(_ facts: ClusterFacts) throws {
    let known = try facts.knownNodes()
    let separator = facts.devicesSeparator
    func names(_ devices: (NodeFacts) -> [Device]) -> [String] {
      known.flatMap { devices($0).filter { !Uplinks.isInternal($0) }.map(\.name) }.reduce(into: []) { all, name in
        if !all.contains(name) { all.append(name) }
      }
    }
    let all = names { $0.uplinks.all }
    var candidates = [
      SettingCandidate("auto-detection", nil, .detected, on: facts)
    ]
    func add(_ title: String, _ names: [String], _ stability: SettingCandidate.Stability = .named) {
      let value = Self.present(names, facts) ?? names.joined(separator: separator)
      guard !value.isEmpty, !candidates.contains(where: { $0.devices == value && $0.perNode.isEmpty }) else { return }
      candidates.append(SettingCandidate(title, value, stability, on: facts))
    }
    add("all uplinks", all)
    let needed = names { node in node.uplinks.internet + [node.uplinks.betweenNodes].compactMap { $0 } }
    add("the ways to the internet and between the nodes", needed)
    add("the way to the internet alone", names { $0.uplinks.internet })
    add("the way between the nodes alone", names { [$0.uplinks.betweenNodes].compactMap { $0 } })
    for name in all { add("\(name) alone", [name]) }
    add("by wildcard", Scenario.wildcards(needed), .wildcard)
    if let own = Self.perNode(known, needed, facts) { candidates.append(own) }
    if let present = facts.devicesSetting, !candidates.contains(where: \.isPresent) {
      let stability: SettingCandidate.Stability = present.contains("+") ? .wildcard : .named
      candidates.append(SettingCandidate("as it is now", present, stability, on: facts))
    }
    let remarks: [(ClusterFacts) -> [Sentence]] = [
      ClusterRemarks.prerequisites, ClusterRemarks.uplinks, ClusterRemarks.overlays, ClusterRemarks.unread,
    ]
    self.init(
      candidates: candidates.enumerated().sorted { one, other in
        if one.element.precedes(other.element) { return true }
        return !other.element.precedes(one.element) && one.offset < other.offset
      }.map(\.element),
      notes: remarks.flatMap { $0(facts).map(\.text) })
  }

  /// The value that the cluster has, where it names the same devices in whatever order: nobody needs to change that.
  private static func present(_ names: [String], _ facts: ClusterFacts) -> String? {
    guard let value = facts.devicesSetting, !facts.releases.isEmpty,
      !names.contains(where: { $0.contains("+") || $0.contains("!") })
    else { return nil }
    let isSame = facts.releases.allSatisfy { Set(CiliumConfigMap.splitDevices(value, in: $0)) == Set(names) }
    return isSame ? value : nil
  }

  /// Where nodes' devices have different names: each node's own, by CiliumNodeConfigs.
  private static func perNode(
    _ nodes: [NodeFacts], _ needed: [String], _ facts: ClusterFacts
  ) -> SettingCandidate? {
    let own = nodes.map { node in
      let devices = node.uplinks.internet + [node.uplinks.betweenNodes].compactMap { $0 }
      let names = devices.map(\.name).uniqued()
      return (node.name, names.joined(separator: facts.devicesSeparator))
    }
    let values = Dictionary(grouping: own, by: \.1)
    guard values.count > 1, nodes.allSatisfy({ $0.release >= CiliumRelease(1, 13) }),
      let usual = values.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.key
    else { return nil }
    let others = own.filter { $0.1 != usual }
    return SettingCandidate(
      "each node's own uplinks", usual, perNode: Dictionary(others, uniquingKeysWith: { first, _ in first }), .named,
      on: facts)
  }
}
