import Cilium

/// Causes in the marks that packets bear on their own node.
enum MarkCauses {
  /// The tunnel's packets of a pod go astray, because its identity is taken for another's mark: of the pod that asks,
  /// of the one that answers, or of the cluster DNS.
  static func taken(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.observation?.outcome?.isDown == true else { return nil }
    let model = PathModel(facts: judged.facts, family: judged.family)
    for way in ways(of: record, judged) {
      guard let node = judged.facts.node(way.node),
        let found = MarkForecast.tunnelDiversion(of: way.identity, from: node, to: way.target, model),
        let finding = MarkTaken(found)
      else { continue }
      return Explanation(finding)
    }
    return nil
  }

  /// What of a case goes through the tunnel, and as whom.
  private struct Way {
    var node: String
    var identity: UInt32
    var target: String
  }

  private static func ways(of record: CaseRecord, _ judged: JudgedCases) -> [Way] {
    let source = record.subject.source
    func identity(_ role: ProbeRole, on node: String) -> UInt32? {
      judged.context.datapath.identity(of: role, on: node)
    }
    switch record.aspect {
    case .crossNodePod, .crossNodeService, .pathMTU:
      guard let target = record.subject.target else { return [] }
      return [
        identity(.client, on: source).map { Way(node: source, identity: $0, target: target) },
        identity(.server, on: target).map { Way(node: target, identity: $0, target: source) },
      ].compactMap { $0 }
    case .clusterName, .externalName:
      return judged.facts.dnsPods.filter { $0.node != source }.flatMap { pod in
        [
          identity(.client, on: source).map { Way(node: source, identity: $0, target: pod.node) },
          judged.facts.identity(of: pod).map { Way(node: pod.node, identity: $0, target: source) },
        ].compactMap { $0 }
      }
    default: return []
    }
  }
}

extension ClusterFacts {
  /// The identity of a DNS pod, where its node's were read and it is among those that are named.
  fileprivate func identity(of pod: DNSPodFacts) -> UInt32? {
    let addresses = [pod.address.map(IPAddress.v4), pod.addressIPv6.map(IPAddress.v6)].compactMap { $0 }
    return node(pod.node)?.identities?.first { identity in
      identity.endpoints.contains { endpoint in endpoint.address.map(addresses.contains) ?? false }
    }?.id
  }
}
