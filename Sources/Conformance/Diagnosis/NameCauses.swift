/// Causes in the cluster DNS.
enum NameCauses {
  private static let names: Set<Aspect> = [.clusterName, .externalName]
  private static let pods: Set<Aspect> = [.clusterDNSReady, .clusterDNSRestart]

  /// No pod starts on the node, netproof's own neither.
  static func podsNotStarting(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard pods.contains(record.aspect),
      let probes = findings.record(.sameNodePod, record.subject), probes.verdict == .inconclusive,
      probes.explanation.contains(NotMeasured.podNotRunning)
    else { return nil }
    return Diagnosis(
      "probe-pod-not-running", record,
      cause: "pods do not start on \(record.subject): neither the cluster DNS pod nor netproof's probe pods",
      remedy: "`kubectl describe pod` of a pod that waits there: image, scheduling, CNI, quota")
  }

  /// The DNS pods themselves are not well.
  static func clusterDNSUnhealthy(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard pods.contains(record.aspect) || names.contains(record.aspect) && findings.deviatesAnywhere(.clusterDNSReady),
      record.observation?.outcome?.servesUsers == false
    else { return nil }
    let seen = findings.cases.filter { pods.contains($0.aspect) && $0.verdict == .deviates }
      .compactMap { $0.observation?.outcome?.description }.joined(separator: "; ")
    return Diagnosis(
      "cluster-dns-unhealthy", record,
      cause: "cluster DNS pods are not ready or restart: \(seen)",
      remedy:
        "`kubectl -n kube-system logs -l k8s-app=kube-dns --previous` and `describe pods`; fix the path to the API "
        + "or the upstream that they name, then restart CoreDNS")
  }

  /// The DNS is well; the path to it, or from it, is not.
  static func behindThePath(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard names.contains(record.aspect), record.observation?.outcome?.servesUsers == false else { return nil }
    return Diagnosis(
      "dns-path", record,
      cause: "the cluster DNS pods run, but questions or answers do not get through",
      remedy:
        "ask each DNS pod by its address (`nslookup NAME POD-IP`), then the upstream directly; check the Service's "
        + "endpoints in `cilium-dbg bpf lb list` and network policies")
  }
}
