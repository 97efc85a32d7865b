import Cilium

/// Finds what differs about the cluster itself. Pure.
enum FactComparison {
  static func compare(_ before: RunRecord, _ after: RunRecord) -> [GateFinding] {
    let (old, new) = (before.cluster, after.cluster)
    var findings = [
      fact(.kubernetesVersion, old.kubernetesVersion, new.kubernetesVersion),
      fact(.ciliumVersion, old.ciliumVersion, new.ciliumVersion),
      fact(.netproofVersion, before.tool.version, after.tool.version),
      fact(.endpoints, text(before.endpoints), text(after.endpoints)),
      fact(.nodes, names(old), names(new)),
    ]
    findings += scenarios(before, after)
    findings += configuration(before, after)
    for node in new.nodes {
      guard let known = old.nodes.first(where: { $0.name == node.name }) else { continue }
      findings += nodeFacts(known, node)
    }
    return findings.compactMap { $0 }
  }

  private static func fact(
    _ fact: GateFact, node: String? = nil, scenario: Scenario? = nil, _ before: String?, _ after: String?,
    _ name: String? = nil
  ) -> GateFinding? {
    guard before != after else { return nil }
    return GateFinding(
      .fact, scenario: scenario, fact: fact, node: node, before: before.map(Sentence.init(words:)) ?? "unset",
      after: after.map(Sentence.init(words:)) ?? "unset",
      explanation: Sentence(words: name ?? ""))
  }

  /// `devices` of a walk belongs to its scenarios, not to the cluster as it was found.
  private static func scenarios(_ before: RunRecord, _ after: RunRecord) -> [GateFinding?] {
    after.scenarios.map { scenario in
      guard !isUnknown(before), !isUnknown(after),
        let known = before.scenarios.first(where: { $0.scenario == scenario.scenario }),
        !areSame(known.devices, of: before, scenario.devices, of: after)
      else { return nil }
      return fact(.devices, scenario: scenario.scenario, known.devices, scenario.devices)
    }
  }

  /// Whether every agent of each run takes its value for the same list.
  private static func areSame(_ one: String?, of before: RunRecord, _ other: String?, of after: RunRecord) -> Bool {
    let read = Set(lists(one, before) + lists(other, after))
    return read.count == 1
  }

  private static func lists(_ devices: String?, _ record: RunRecord) -> [[String]] {
    let versions = record.cluster.nodes.map { $0.ciliumVersion ?? record.cluster.ciliumVersion ?? "" }
    let releases = Set(versions.map { CiliumRelease($0) ?? .latest })
    return (releases.isEmpty ? [.latest] : releases).map { CiliumConfigMap.splitDevices(devices ?? "", in: $0) }
  }

  /// Whether a record is of an archive without `cilium-config`: what nobody has read has not changed.
  private static func isUnknown(_ record: RunRecord) -> Bool {
    record.scenarios.contains { $0.devicesUnknown == true }
  }

  private static func configuration(_ before: RunRecord, _ after: RunRecord) -> [GateFinding?] {
    guard !isUnknown(before), !isUnknown(after) else { return [] }
    let (old, new) = (before.cluster.configuration, after.cluster.configuration)
    return Set(old.keys).union(new.keys).subtracting(["devices"]).sorted().map { key in
      fact(.configuration, old[key].map { "\(key)=\($0)" }, new[key].map { "\(key)=\($0)" }, key)
    }
  }

  private static func nodeFacts(_ old: NodeSummary, _ new: NodeSummary) -> [GateFinding?] {
    let name = new.name
    return [
      fact(.nodeIP, node: name, old.internalIP, new.internalIP),
      fact(.podCIDR, node: name, old.podCIDR, new.podCIDR),
      fact(.uplinks, node: name, uplinks(old), uplinks(new)),
      fact(.addresses, node: name, addresses(old), addresses(new)),
      fact(.mtu, node: name, mtus(old), mtus(new)),
      fact(.kernel, node: name, old.kernel, new.kernel),
      fact(.kubelet, node: name, old.kubelet, new.kubelet),
    ]
  }

  private static func names(_ cluster: ClusterSummary) -> String {
    cluster.nodes.map(\.name).sorted().joined(separator: ", ")
  }

  private static func uplinks(_ node: NodeSummary) -> String {
    [node.physicalDevice, node.tailnetDevice].compactMap { $0 }.joined(separator: ", ")
  }

  private static func addresses(_ node: NodeSummary) -> String {
    node.addresses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.sorted().joined(separator: " "))" }
      .joined(separator: ", ")
  }

  private static func mtus(_ node: NodeSummary) -> String {
    node.mtus.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }

  private static func text(_ endpoints: ExternalEndpoints) -> String {
    [
      "ping \(endpoints.pingAddress)", "DNS \(endpoints.dnsServer) for \(endpoints.dnsName)",
      "HTTPS \(endpoints.httpsHost)\(endpoints.httpsAddress.map { " at \($0)" } ?? "")",
    ].joined(separator: ", ")
  }
}
