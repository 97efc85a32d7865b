/// Causes in the cluster DNS.
enum NameCauses {
  private static let names: Set<Aspect> = [.clusterName, .externalName]
  private static let pods: Set<Aspect> = [.clusterDNSReady, .clusterDNSRestart]

  /// No pod starts on the node, netproof's own neither.
  static func podsNotStarting(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard pods.contains(record.aspect),
      let probes = judged.record(.sameNodePod, record.subject), probes.verdict == .inconclusive,
      probes.observation?.obstacle == .podNotRunning
    else { return nil }
    return Explanation(ProbePodNotRunning(node: record.subject.source), shownBy: [probes])
  }

  /// There are no DNS pods, as everybody knows who had to be asked: nobody is there whose way could be broken.
  static func clusterDNSMissing(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard names.contains(record.aspect) || record.aspect == .hostClusterName,
      record.observation?.outcome?.isDown == true, judged.facts.dnsPods.isEmpty,
      Rules.unreadNames(judged.facts) == nil,
      let service = judged.facts.dnsService(judged.family) ?? judged.facts.dnsService(.ipv4), service.endpoints.isEmpty
    else { return nil }
    return Explanation(ClusterDNSMissing(service: service.clusterIP.description))
  }

  /// The DNS pods themselves are not well.
  static func clusterDNSUnhealthy(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard pods.contains(record.aspect) || names.contains(record.aspect) && judged.deviatesAnywhere(.clusterDNSReady),
      record.observation?.outcome?.isDown == true,
      // Pods that the API does not answer either are as well as they can be.
      !pods.contains(record.aspect) || judged.deviating(.apiService, on: record.subject.source) == nil
    else { return nil }
    // Pods that answer one name are well enough for another.
    if record.aspect == .externalName, judged.record(.clusterName, record.subject)?.verdict == .conforms { return nil }
    let unhealthy = pods.sorted { $0.rawValue < $1.rawValue }.flatMap { judged.deviating($0) }
    // Where some answer, those that do not are to be the ones that are not well.
    if names.contains(record.aspect), case .partly? = record.observation?.outcome {
      let silent = judged.dnsHomes.filter { !judged.answers($0, record) }
      guard silent.allSatisfy({ home in unhealthy.contains { $0.subject.source == home } }) else { return nil }
    }
    let seen = unhealthy.compactMap { $0.observation?.outcome?.description }
    return Explanation(ClusterDNSUnhealthy(seen: seen), shownBy: unhealthy)
  }
}
