import Cilium

/// Causes in what Cilium and the node are told to do.
enum ConfigurationCauses {
  /// The cluster is not in the scenario that the run is pinned to.
  static func drifted(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let drift = findings.facts.drift else { return nil }
    return Diagnosis(
      "setting-drifted", record, cause: drift,
      remedy: "put the intended value into cilium-config and restart the agents, or run without --scenario to verify "
        + "the setting that the cluster has")
  }

  /// The guide's "devices setting not applied".
  static func notApplied(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let affected: Set<Aspect> = [
      .selectedDevices, .masquerade, .configurationApplied, .externalPing, .externalHTTPS, .upstreamDNS,
      .externalName, .natExternal, .natNodeAddress, .ownNodeIP, .otherNodeIP, .ownUplinks, .otherUplinks, .apiService,
      .pathMTU, .clusterDNSReady, .clusterDNSRestart,
    ]
    let anywhere = record.aspect == .externalName || record.aspect == .pathMTU
    guard affected.contains(record.aspect),
      findings.deviates(.configurationApplied, touching: record.subject)
        || (anywhere && findings.deviatesAnywhere(.configurationApplied))
    else { return nil }
    return Diagnosis(
      "devices-not-applied", record,
      cause: "the running agent's devices are not those of the cilium-config ConfigMap: it was not restarted since "
        + "the change, or keeps what it had",
      remedy: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if they still keep the "
        + "old devices, reinstall with the intended value")
  }

  /// A node's agent gives its pods no address of a family that the ConfigMap enables: it runs with what it was started
  /// with. Nothing of that family reaches these pods, or leaves them, whatever the networks between the nodes do.
  static func familyNotEnabled(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.aspect.family != nil, record.observation?.outcome?.servesUsers != true else { return nil }
    let without = [record.subject.source, record.subject.target].compactMap { $0 }.first { node in
      findings.record(.sameNodePod, .node(node)).map { probe in
        probe.verdict == .inconclusive
          && IPFamily.allCases.contains { probe.explanation.contains(PathObservations.noAddress($0)) }
      } == true
    }
    guard let without else { return nil }
    return Diagnosis(
      "family-not-enabled", record,
      cause: "the agent on \(without) gives pods no address of this family, although cilium-config enables it: "
        + "it was not restarted since the change",
      remedy: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`), then the pods that were "
        + "made before")
  }

  /// The devices are right, and the agent masquerades otherwise than it is told to.
  static func masqueradeNotApplied(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let affected: Set<Aspect> = [
      .masquerade, .externalPing, .externalHTTPS, .upstreamDNS, .natExternal, .natNodeAddress, .otherNodeIP,
    ]
    let node = record.subject.source
    guard affected.contains(record.aspect), findings.deviates(.masquerade, on: node) else { return nil }
    return Diagnosis(
      "masquerade-not-applied", record,
      cause: "the running agent on \(node) masquerades otherwise than the cilium-config ConfigMap asks for: it was not "
        + "restarted since the change, or could not do it",
      remedy: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if it stays, look for "
        + "masquerading in their logs")
  }

  /// The default route points at the tailnet.
  static func defaultRouteMoved(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let affected: Set<Aspect> = [
      .defaultRoute, .externalPing, .externalHTTPS, .upstreamDNS, .externalName, .natExternal,
    ]
    guard affected.contains(record.aspect),
      findings.deviates(.defaultRoute, on: record.subject.source)
        || (record.aspect == .externalName && findings.deviatesAnywhere(.defaultRoute))
    else { return nil }
    return Diagnosis(
      "default-route-moved", record,
      cause: "the node's default route does not leave by the physical uplink, so traffic to the internet is sent into "
        + "the tailnet, where no peer takes it",
      remedy: "put the default route back on the physical uplink (`ip route`); look for a Tailscale exit node")
  }

  /// Cilium and Kubernetes disagree on a node's address.
  static func nodeIPDiffers(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let affected: Set<Aspect> = [
      .nodeIP, .crossNodePod, .crossNodeService, .pathMTU, .clusterName, .externalName, .apiService, .otherNodeIP,
      .clusterDNSRestart,
    ]
    guard affected.contains(record.aspect), findings.deviatesAnywhere(.nodeIP) else { return nil }
    return Diagnosis(
      "cilium-node-ip-differs", record,
      cause: "Cilium's node IP is not the Kubernetes node's InternalIP, so the tunnel is sent to an address that the "
        + "other node does not reach",
      remedy: "check kubelet's --node-ip and `kubectl get ciliumnodes -o wide`; restart the agent of the node whose "
        + "address is wrong")
  }
}
