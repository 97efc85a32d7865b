import Cilium

/// Causes between the nodes.
enum TunnelCauses {
  private static let tunnelled: Set<Aspect> = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName]

  /// WireGuard's packets are too large for the uplink that carries them: small ones pass, and what is sent in full-size
  /// ones, such as TLS certificates, does not.
  static func uplinkTooSmall(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let large: Set<Aspect> = [.pathMTU, .apiService, .clusterDNSReady, .clusterDNSRestart]
    guard large.contains(record.aspect.ipv4Twin), failingPairs(touching: record.subject, judged).isEmpty else {
      return nil
    }
    let (source, target) = (record.subject.source, record.subject.target)
    // The API may be on any of the other nodes.
    let ends = judged.facts.nodes.filter { target == nil || [source, target].contains($0.name) }
    guard let misfit = ends.lazy.compactMap({ node in TailnetFit(node).map { (node.name, $0) } }).first else {
      return nil
    }
    let (node, fit) = misfit
    return Explanation(UplinkMTUTooSmall(node, fit))
  }

  /// Packets below the announced MTU are lost.
  static func pathMTU(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let touched: Set<Aspect> = [
      .pathMTU, .crossNodePod, .crossNodeService, .apiService, .clusterDNSReady, .clusterDNSRestart, .clusterName,
      .externalName,
    ]
    guard touched.contains(record.aspect), let hole = blackHole(judged) else { return nil }
    return Explanation(
      PathMTUSmaller(
        source: hole.record.subject.source, target: hole.record.subject.target, bytes: hole.bytes,
        announced: hole.announced),
      shownBy: [hole.record])
  }

  private static func blackHole(
    _ judged: JudgedCases
  ) -> (record: CaseRecord, bytes: Int, announced: Int)? {
    for record in judged.all(.pathMTU) where record.verdict == .deviates {
      if case .largestPayload(let announced)? = JudgedCases.expected(record),
        case .largestPayload(let seen)? = record.observation?.outcome, seen < announced
      {
        return (record, seen, announced)
      }
    }
    return nil
  }

  /// Nothing passes between the nodes.
  static func tailnetDown(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let touched = tunnelled.union([
      .otherNodeIP, .apiService, .clusterDNSReady, .clusterDNSRestart, .natNodeAddress,
    ])
    let pairs = failingPairs(touching: record.subject, judged)
    guard touched.contains(record.aspect), !pairs.isEmpty, nodesUnreachable(pairs, judged) else { return nil }
    return Explanation(
      TailnetDown(pairs[0], between(judged.facts.node(record.subject.source))),
      shownBy: pairs.flatMap { [judged.record(.crossNodePod, $0), judged.record(.otherNodeIP, $0)] })
  }

  /// The nodes reach each other, the tunnel does not.
  static func vxlanBlocked(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let pairs = failingPairs(touching: record.subject, judged)
    guard tunnelled.contains(record.aspect), !pairs.isEmpty, !nodesUnreachable(pairs, judged) else { return nil }
    let configuration = CiliumConfigMap(data: judged.facts.configuration)
    let way = between(judged.facts.node(record.subject.source))
    return Explanation(
      VXLANBlocked(
        source: pairs[0].source, target: pairs[0].target, device: way.device?.name,
        protocolName: configuration.tunnelProtocol == "geneve" ? "Geneve" : nil,
        port: configuration.tunnelPort == 8472 ? nil : configuration.tunnelPort,
        isPlain: way.overlay?.product == .tailscale || way.device == nil ? nil : true),
      shownBy: pairs.map { judged.record(.crossNodePod, $0) })
  }

  /// What carries the nodes' own traffic: the device that holds the node IP, and the overlay that it is.
  private static func between(_ node: NodeFacts?) -> (device: Device?, overlay: Overlay?) {
    guard let uplinks = node?.uplinks, let device = uplinks.betweenNodes ?? uplinks.nodeIP else { return (nil, nil) }
    return (device, uplinks.overlays.first { $0.device.index == device.index })
  }

  /// The pairs of nodes around a subject whose pods should reach each other and do not: for a pair itself and its way
  /// back, for a single node all pairs that it belongs to.
  private static func failingPairs(touching subject: Subject, _ judged: JudgedCases) -> [Subject] {
    judged.all(.crossNodePod).filter { record in
      guard record.verdict == .deviates,
        record.observation?.outcome?.servesUsers == false
      else { return false }
      let nodes = [record.subject.source, record.subject.target]
      return nodes.contains(subject.source) && (subject.target.map { nodes.contains($0) } ?? true)
    }
    .map(\.subject)
  }

  /// Whether the nodes' own addresses do not answer either; where the setting forbids that path anyway, the agents'
  /// health checks tell.
  private static func nodesUnreachable(_ pairs: [Subject], _ judged: JudgedCases) -> Bool {
    let meant = pairs.compactMap { judged.record(.otherNodeIP, $0) }.filter {
      JudgedCases.expected($0) == .reachable && $0.observation?.outcome != nil
    }
    if !meant.isEmpty { return meant.allSatisfy { $0.observation?.outcome == .unreachable } }
    return pairs.contains { pair in
      guard let target = pair.target.flatMap({ judged.facts.node($0)?.internalIP }) else { return false }
      return judged.facts.node(pair.source)?.reachedFromHost[target.description] == false
    }
  }
}
