/// Causes between a node's pods and its own network.
enum HostPathCauses {
  /// A node's pods and the node itself do not reach each other, while pods reach what is beyond it.
  ///
  /// Seen on a real 1.18 whose nodes had a strict `rp_filter`: its answers to pods, and kubelet's checks of pods, were
  /// lost between the pods' devices and the host's stack. One symptom alone is none: a pod may be unready by itself.
  static func cutFromHost(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let nodes = nodes(behind: record, judged)
    guard !nodes.isEmpty, nodes.allSatisfy({ isCut($0, judged) }) else { return nil }
    return Explanation(
      PodsCutFromHost(nodes: nodes),
      shownBy: nodes.flatMap { [judged.record(.ownNodeIP, .node($0)), judged.record(.clusterDNSReady, .node($0))] })
  }

  /// The nodes whose own pods a case needs the host for; none where it needs no host.
  private static func nodes(behind record: CaseRecord, _ judged: JudgedCases) -> [String] {
    let source = record.subject.source
    switch record.aspect {
    case .ownNodeIP, .ownUplinks:
      return record.observation?.outcome?.isDown == true ? [source] : []
    case .clusterDNSReady, .clusterDNSRestart:
      return record.verdict == .deviates ? [source] : []
    case .sameNodePod, .crossNodePod, .crossNodeService, .pathMTU:
      guard record.verdict == .inconclusive, record.observation?.obstacle == .podNotRunning else { return [] }
      return [record.subject.target ?? source]
    case .clusterName, .externalName:
      guard record.observation?.outcome?.isDown == true else { return [] }
      return Set(judged.facts.dnsPods.map(\.node)).sorted()
    case .apiService:
      guard record.observation?.outcome?.isDown == true, let address = judged.facts.node(source)?.internalIP,
        judged.facts.apiService?.endpoints.contains(address) == true
      else { return [] }
      return [source]
    default:
      return []
    }
  }

  private static func isCut(_ node: String, _ judged: JudgedCases) -> Bool {
    guard let own = judged.record(.ownNodeIP, .node(node)), own.verdict == .deviates,
      own.observation?.outcome?.isDown == true
    else { return false }
    let server = judged.record(.sameNodePod, .node(node))
    let isUnready = server?.verdict == .inconclusive && server?.observation?.obstacle == .podNotRunning
    guard isUnready || judged.record(.clusterDNSReady, .node(node))?.verdict == .deviates else { return false }
    return [Aspect.externalPing, .upstreamDNS, .otherNodeIP].contains { aspect in
      judged.all(aspect).contains { $0.subject.source == node && $0.observation?.outcome?.isAnswered == true }
    }
  }
}
