/// Causes in the cluster DNS.
enum NameCauses {
  private static let names: Set<Aspect> = [.clusterName, .externalName, .clusterDNSReady, .clusterDNSRestart]

  /// The DNS pods themselves are not well.
  static func clusterDNSUnhealthy(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard names.contains(record.aspect), findings.deviatesAnywhere(.clusterDNSReady) else { return nil }
    let seen = findings.cases.filter { $0.aspect == .clusterDNSReady && $0.verdict == .deviates }
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
    guard names.contains(record.aspect) else { return nil }
    return Diagnosis(
      "dns-path", record,
      cause: "the cluster DNS pods run, but questions or answers do not get through",
      remedy:
        "ask each DNS pod by its address (`nslookup NAME POD-IP`), then the upstream directly; check the Service's "
        + "endpoints in `cilium-dbg bpf lb list` and network policies")
  }
}
