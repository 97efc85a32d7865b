import Cilium

/// Causes in the agents' own tables.
enum DatapathCauses {
  /// A policy on one of the probe pods, by which packets were dropped.
  ///
  /// A policy alone explains nothing: it may allow just what is probed. Where drops can be read, some must have been
  /// policy's.
  static func policyDenies(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard isStopped(record, judged),
      let found = judged.context.datapath.policies.first(where: { policy in
        concerns(policy, record) && judged.context.policyDrops(on: policy.node) != 0 && !lets(policy, record, judged)
      })
    else { return nil }
    return Explanation(PolicyDenied(node: found.node, pod: found.pod, restriction: found.restriction))
  }

  /// Whether a case's packets did not get through; a NAT entry is missing, too, where they never left the pod.
  private static func isStopped(_ record: CaseRecord, _ judged: JudgedCases) -> Bool {
    if record.aspect.area == .nodePorts, case .expected(let expectation) = record.prediction {
      return record.observation?.outcome?.lacksAddresses(of: expectation.outcome) == true
    }
    let path: CaseRecord?
    switch record.aspect {
    case .natExternal: path = judged.record(.externalPing, record.subject)
    case .natNodeAddress: path = judged.record(.otherNodeIP, record.subject)
    default: path = PathEvidence.proven.contains(record.aspect) ? record : nil
    }
    if path?.aspect != record.aspect, record.observation?.outcome != .notTranslated { return false }
    return path?.observation?.outcome?.isDown == true
  }

  /// Whether another case shows that the policy lets the packets pass: where drops cannot be read, the same pod is asked the
  /// same by one with the same labels; or they were translated, which is after policy.
  private static func lets(_ policy: PolicyRestriction, _ record: CaseRecord, _ judged: JudgedCases) -> Bool {
    if policy.isIngress {
      return judged.context.policyDrops(on: policy.node) == nil
        && [Aspect.crossNodePod, .crossNodeService].contains(record.aspect)
        && judged.record(.sameNodePod, .node(policy.node))?.observation?.outcome?.servesUsers == true
    }
    switch record.aspect {
    case .externalPing, .otherNodeIP: return judged.isTranslated(record)
    default: return false
    }
  }

  private static let towardsServers: Set<Aspect> = [.sameNodePod, .crossNodePod, .crossNodeService, .pathMTU]

  private static func concerns(_ policy: PolicyRestriction, _ record: CaseRecord) -> Bool {
    if record.aspect.area == .nodePorts {
      // Behind a NodePort is a server pod; no client's is asked.
      return policy.isIngress && policy.pod == ProbeRole.server.rawValue
    }
    if policy.isIngress {
      return policy.pod == ProbeRole.server.rawValue && towardsServers.contains(record.aspect)
        && policy.node == record.subject.target ?? record.subject.source
    }
    return policy.pod == ProbeRole.client.rawValue && policy.node == record.subject.source
  }

  /// The agent translates a Service to other backends than Kubernetes says.
  static func serviceBackendsDiffer(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.observation?.outcome?.isDown == true,
      let service = judged.context.datapath.services.first(where: { isAsked($0, by: record) && $0.difference != nil })
    else { return nil }
    return Explanation(
      ServiceBackendsDiffer(
        node: service.node, service: service.service, frontend: service.frontend, expected: service.expected,
        found: service.found))
  }

  /// Kubernetes itself names other endpoints than the pods that are there, and the agents follow it.
  ///
  /// The run's own server pods were ready before their Services were asked. Of the cluster DNS's pods some may have come
  /// and gone since the facts were read, or lost their readiness: only when none of them is named, and none was found
  /// unready or restarted, is the answer stale.
  static func endpointsStale(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.observation?.outcome?.isDown == true,
      let service = judged.context.datapath.services.first(where: { isAsked($0, by: record) })
    else { return nil }
    let running: [IPv4Address]
    if service.target != nil {
      guard service.expected.isEmpty else { return nil }
      running = []
    } else if record.aspect == .clusterName || record.aspect == .externalName {
      running = judged.facts.dnsPods.filter(\.isReady).compactMap(\.address)
      let named = service.expected.compactMap { NATEntry.Endpoint($0)?.address.ipv4 }
      guard !running.isEmpty, running.allSatisfy({ !named.contains($0) }),
        !judged.deviatesAnywhere(.clusterDNSReady)
      else { return nil }
    } else {
      return nil
    }
    return Explanation(
      EndpointsStale(service: service.service, ready: running.map(\.description), published: service.expected))
  }

  /// Whether a case's packets are translated by this entry.
  private static func isAsked(_ service: ServiceComparison, by record: CaseRecord) -> Bool {
    guard service.node == record.subject.source else { return false }
    if let target = service.target { return record.aspect == .crossNodeService && target == record.subject.target }
    let aspects: Set<Aspect> =
      service.service == "default/kubernetes"
      ? [.apiService, .clusterDNSReady, .clusterDNSRestart] : [.clusterName, .externalName]
    return aspects.contains(record.aspect)
  }
}
