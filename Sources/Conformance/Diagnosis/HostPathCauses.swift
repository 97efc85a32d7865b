/// Causes between a node's pods and its own network.
enum HostPathCauses {
  /// A node's pods and the node itself do not reach each other, while pods reach what is beyond it.
  ///
  /// Seen on a real 1.18 whose nodes had a strict `rp_filter`: its answers to pods, and kubelet's checks of pods, were
  /// lost between the pods' devices and the host's stack. One symptom alone is none: a pod may be unready by itself.
  static func cutFromHost(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let nodes = nodes(behind: record, findings)
    guard !nodes.isEmpty, nodes.allSatisfy({ isCut($0, findings) }) else { return nil }
    let names = nodes.joined(separator: " and ")
    return Diagnosis(
      "pods-cut-from-host", record,
      cause:
        "on \(names) pods and their own node do not reach each other: the node's address does not answer its pods, "
        + "and kubelet's checks of pods fail, while pods reach what is beyond the node",
      remedy:
        "look on \(names) at `sysctl -ar '\\.rp_filter$'` (1, strict, drops what comes from pods' devices), then at "
        + "`nft list ruleset` and `iptables-save` for what drops packets of the pod CIDR in INPUT")
  }

  /// The nodes whose own pods a case needs the host for; none where it needs no host.
  private static func nodes(behind record: CaseRecord, _ findings: Findings) -> [String] {
    let source = record.subject.source
    switch record.aspect {
    case .ownNodeIP, .ownUplinks:
      return record.observation?.outcome?.servesUsers == false ? [source] : []
    case .clusterDNSReady, .clusterDNSRestart:
      return record.verdict == .deviates ? [source] : []
    case .sameNodePod, .crossNodePod, .crossNodeService, .pathMTU:
      guard record.verdict == .inconclusive, record.explanation.contains(NotMeasured.podNotRunning) else { return [] }
      return [record.subject.target ?? source]
    case .clusterName, .externalName:
      guard record.observation?.outcome?.servesUsers == false else { return [] }
      return Set(findings.facts.dnsPods.map(\.node)).sorted()
    case .apiService:
      guard record.observation?.outcome?.servesUsers == false, let address = findings.facts.node(source)?.internalIP,
        findings.facts.apiService?.endpoints.contains(address) == true
      else { return [] }
      return [source]
    default:
      return []
    }
  }

  private static func isCut(_ node: String, _ findings: Findings) -> Bool {
    guard let own = findings.record(.ownNodeIP, .node(node)), own.verdict == .deviates,
      own.observation?.outcome?.servesUsers == false
    else { return false }
    let server = findings.record(.sameNodePod, .node(node))
    let isUnready = server?.verdict == .inconclusive && server?.explanation.contains(NotMeasured.podNotRunning) == true
    guard isUnready || findings.record(.clusterDNSReady, .node(node))?.verdict == .deviates else { return false }
    return [Aspect.externalPing, .upstreamDNS, .otherNodeIP].contains { aspect in
      findings.all(aspect).contains { $0.subject.source == node && $0.observation?.outcome?.servesUsers == true }
    }
  }
}
