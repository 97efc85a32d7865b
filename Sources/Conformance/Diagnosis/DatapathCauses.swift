/// Causes in the agents' own tables.
enum DatapathCauses {
  /// A policy on one of the probe pods, by which packets were dropped.
  ///
  /// A policy alone explains nothing: it may allow just what is probed. Where drops can be read, some must have been
  /// policy's.
  static func policyDenies(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard PathEvidence.proven.contains(record.aspect), record.observation?.outcome?.servesUsers == false,
      let found = findings.context.datapath.policies.first(where: { policy in
        concerns(policy, record) && findings.context.policyDrops(on: policy.node) != 0
      })
    else { return nil }
    return Diagnosis(
      "policy-denied", record,
      cause: "a network policy is enforced on netproof's \(found.pod) pod of \(found.node): \(found.restriction)",
      remedy: "look for policies that select every pod or netproof's namespace (`kubectl get "
        + "ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A`); let the probes pass, or run in "
        + "a namespace that none selects")
  }

  private static let towardsServers: Set<Aspect> = [.sameNodePod, .crossNodePod, .crossNodeService, .pathMTU]

  private static func concerns(_ policy: PolicyRestriction, _ record: CaseRecord) -> Bool {
    if policy.isIngress {
      return policy.pod == ProbeRole.server.rawValue && towardsServers.contains(record.aspect)
        && policy.node == record.subject.target ?? record.subject.source
    }
    return policy.pod == ProbeRole.client.rawValue && policy.node == record.subject.source
  }

  /// The agent translates a Service to other backends than Kubernetes says.
  static func serviceBackendsDiffer(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.observation?.outcome?.servesUsers == false,
      let difference = findings.context.datapath.services.lazy.filter({ isAsked($0, by: record) })
        .compactMap(\.difference).first
    else { return nil }
    return Diagnosis(
      "service-backends-differ", record,
      cause: "the agent's load-balancer map is not what the Service's EndpointSlices say: \(difference)",
      remedy:
        "check that the agent of \(record.subject.source) follows the API (`cilium-dbg status`, its log); compare "
        + "`cilium-dbg bpf lb list` with `kubectl get endpointslices`; restart the agent when it stays behind")
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
