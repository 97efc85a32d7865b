import Cilium

/// Causes in what Cilium and the node are told to do.
enum ConfigurationCauses {
  /// The cluster is not in the scenario that the run is pinned to.
  static func drifted(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let drift = judged.facts.drift else { return nil }
    return Explanation(SettingDrifted(scenario: drift.scenario, wanted: drift.wanted, seen: drift.seen))
  }

  /// The guide's "devices setting not applied": what the rules predict for the devices that the agents have, and not for
  /// those that they are told.
  static func notApplied(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let stale = judged.staleAgents, stale.changes(record, judged.family) else { return nil }
    let ends = [record.subject.source, record.subject.target].compactMap { $0 }.compactMap { stale.cases[$0] }
    // A name may be resolved on any node.
    let shown = ends.isEmpty ? stale.cases.sorted { $0.key < $1.key }.prefix(1).map(\.value) : ends
    return Explanation(DevicesNotApplied(nodes: shown.map(\.subject.source)), shownBy: shown)
  }

  /// A node's agent gives its pods no address of a family that the ConfigMap enables.
  static func familyNotEnabled(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.aspect.family != nil, record.observation?.outcome?.servesUsers != true else { return nil }
    let probes = [record.subject.source, record.subject.target].compactMap { $0 }
      .compactMap { judged.record(.sameNodePod, .node($0)) }
    guard
      let without = probes.first(where: { $0.verdict == .inconclusive && $0.observation?.obstacle == .noAddress })
    else { return nil }
    return Explanation(FamilyNotEnabled(node: without.subject.source), shownBy: [without])
  }

  /// The devices are right, and the agent masquerades otherwise than it is told to.
  static func masqueradeNotApplied(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let affected: Set<Aspect> = [
      .masquerade, .externalPing, .externalHTTPS, .upstreamDNS, .natExternal, .natNodeAddress, .otherNodeIP,
    ]
    let node = record.subject.source
    guard affected.contains(record.aspect), let told = judged.deviating(.masquerade, on: node),
      !judged.isTranslated(record)
    else { return nil }
    return Explanation(MasqueradeNotApplied(node: node), shownBy: [told])
  }

  /// The default route points at the tailnet.
  static func defaultRouteMoved(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let affected: Set<Aspect> = [
      .defaultRoute, .externalPing, .externalHTTPS, .upstreamDNS, .externalName, .natExternal, .hostExternalHTTPS,
    ]
    guard affected.contains(record.aspect) else { return nil }
    let anywhere = record.aspect == .externalName ? judged.deviating(.defaultRoute).first { _ in true } : nil
    guard let moved = judged.deviating(.defaultRoute, on: record.subject.source) ?? anywhere,
      // One route leads to all servers outside: where one answers, it is not what another fails for.
      record.aspect == .defaultRoute || record.aspect == .natExternal || !judged.getsOut(moved.subject.source)
    else { return nil }
    if let node = judged.facts.node(moved.subject.source), let gone = withoutDefaultRoute(node, judged.family) {
      return Explanation(gone, shownBy: [moved])
    }
    let device: String? = if case .value(let text)? = moved.observation?.outcome { text } else { nil }
    return Explanation(DefaultRouteMoved(node: moved.subject.source, device: device), shownBy: [moved])
  }

  /// What is wrong with a node that has no default route; nil for one that has.
  private static func withoutDefaultRoute(_ node: NodeFacts, _ family: IPFamily) -> (any Finding)? {
    let isThere = node.routes.contains { $0.destination.isDefault && $0.destination.family == family }
    guard node.tableSource != nil || !node.routes.isEmpty, !isThere else { return nil }
    let cards = node.devices.filter { device in
      !Uplinks.isInternal(device) && !Uplinks.isTunnel(device) && Uplinks.hasGlobalAddress(device, family)
    }
    let holders = Set(node.nodeIPDevices.map(\.index))
    if let down = cards.first(where: { !$0.isUp }) { return UplinkDown(node: node.name, device: down.name) }
    // An address that goes takes the routes that need it with it. Cards that never had one are there, too.
    let bare = node.devices.filter { device in
      device.isUp && device.masterIndex == 0 && !Uplinks.isInternal(device) && !Uplinks.isTunnel(device)
        && Uplinks.isCard(device) && !device.addresses.contains(where: \.isGlobalUnicast)
    }.map(\.name)
    let usual = cards.first { !holders.contains($0.index) }?.name ?? (bare.isEmpty ? cards.first?.name : nil)
    return DefaultRouteMissing(node: node.name, device: usual, bare: usual == nil && !bare.isEmpty ? bare : nil)
  }

  /// Cilium and Kubernetes disagree on a node's address.
  static func nodeIPDiffers(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let affected: Set<Aspect> = [
      .nodeIP, .crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName, .apiService, .otherNodeIP,
      .clusterDNSRestart, .nodePortOtherNode, .nodePortLocalOtherNode, .nodePortLocalEmptyOtherNode, .nodePortOutside,
      .hostPodOtherNode, .hostServiceOtherNode, .hostClusterName, .directRoutingDevice,
    ]
    guard affected.contains(record.aspect), judged.deviatesAnywhere(.nodeIP) else { return nil }
    let told =
      // An agent that takes another address for the node IP finds it on no device, or on another one.
      record.aspect == .nodeIP || record.aspect == .directRoutingDevice
      ? judged.deviating(.nodeIP, on: record.subject.source)
      : judged.pairs(of: record).lazy.filter { !judged.podsMeet($0, $1) }
        .compactMap { judged.deviating(.nodeIP, on: $0) ?? judged.deviating(.nodeIP, on: $1) }.first
    guard let told else { return nil }
    let seen: String? = if case .value(let text)? = told.observation?.outcome { text } else { nil }
    let wanted = judged.facts.node(told.subject.source)?.internalIP?.description
    return Explanation(
      CiliumNodeIPDiffers(node: told.subject.source, seen: seen, wanted: wanted), shownBy: [told])
  }
}
