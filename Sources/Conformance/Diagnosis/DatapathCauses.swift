import Cilium

/// Causes in the agents' own tables.
enum DatapathCauses {
  /// A policy on one of the probe pods, by which packets were dropped.
  ///
  /// A policy alone explains nothing: it may allow just what is probed. Where drops can be read, some must have been
  /// policy's.
  static func policyDenies(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard isStopped(record, findings),
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

  /// Whether a case's packets did not get through; a NAT entry is missing, too, where they never left the pod.
  private static func isStopped(_ record: CaseRecord, _ findings: Findings) -> Bool {
    let path: CaseRecord?
    switch record.aspect {
    case .natExternal: path = findings.record(.externalPing, record.subject)
    case .natNodeAddress: path = findings.record(.otherNodeIP, record.subject)
    default: path = PathEvidence.proven.contains(record.aspect) ? record : nil
    }
    if path?.aspect != record.aspect, record.observation?.outcome != .notTranslated { return false }
    return path?.observation?.outcome?.servesUsers == false
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

  /// Kubernetes itself names other endpoints than the pods that are there, and the agents follow it.
  ///
  /// The run's own server pods were ready before their Services were asked. Of the cluster DNS's pods some may have come
  /// and gone since the facts were read, or lost their readiness: only when none of them is named, and none was found
  /// unready or restarted, is the answer stale.
  static func endpointsStale(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.observation?.outcome?.servesUsers == false,
      let service = findings.context.datapath.services.first(where: { isAsked($0, by: record) })
    else { return nil }
    let running: [IPv4Address]
    if service.target != nil {
      guard service.expected.isEmpty else { return nil }
      running = []
    } else if record.aspect == .clusterName || record.aspect == .externalName {
      running = findings.facts.dnsPods.filter(\.isReady).compactMap(\.address)
      let named = service.expected.compactMap { NATEntry.Endpoint($0)?.address.ipv4 }
      guard !running.isEmpty, running.allSatisfy({ !named.contains($0) }),
        !findings.deviatesAnywhere(.clusterDNSReady)
      else { return nil }
    } else {
      return nil
    }
    let published = service.expected.isEmpty ? "none" : service.expected.joined(separator: " and ")
    let ready = running.map(\.description).joined(separator: " and ")
    return Diagnosis(
      "endpoints-stale", record,
      cause: running.isEmpty
        ? "the pod behind \(service.service) is ready, and its EndpointSlices do not name it"
        : "the ready pods behind \(service.service) are \(ready), and its EndpointSlices name \(published)",
      remedy: "check that kube-controller-manager runs and follows the API: its log, its Lease in kube-system, and "
        + "`kubectl get endpointslices -A` beside `kubectl get pods -A -o wide`")
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
