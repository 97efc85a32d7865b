/// A node's Cilium endpoints, from the pods that run there.
enum EndpointList {
  static func endpoints(
    pods: [AgentPod], cluster: String, node: String, healthIPs: [String], devices: [KernelDevice], routes: [KernelRoute]
  ) -> [AgentFacts.EndpointFact] {
    var all = pods.filter { !$0.hostNetwork && !$0.addresses.isEmpty }.map { pod in
      let labels = labels(of: pod, cluster: cluster)
      let device = pod.addresses.first.flatMap { NetworkAddress($0) }.flatMap { address in
        routes.first { $0.prefixLength == address.bytes.count * 8 && $0.destinationAddress == address }?.device
      }
      return AgentFacts.EndpointFact(
        id: StableNumber.number(of: pod.uid, in: 100...3999),
        // What the datapath puts into the tunnel.
        identity: Int(pod.identity ?? SecurityIdentity.of(namespace: pod.namespace, labels: pod.labels)),
        labels: labels,
        ipv4: pod.addresses.first(.ipv4), ipv6: pod.addresses.first(.ipv6), owner: "\(pod.namespace)/\(pod.name)",
        podNamespace: pod.namespace, podName: pod.name,
        interface: devices.first { $0.name == device })
    }
    all.append(
      AgentFacts.EndpointFact(
        id: StableNumber.number(of: "health" + node, in: 40...69), identity: 4, labels: ["reserved:health"],
        ipv4: healthIPs.first(.ipv4), ipv6: healthIPs.first(.ipv6), owner: "health",
        interface: devices.first { $0.name == "lxc_health" }))
    all.append(
      AgentFacts.EndpointFact(
        id: StableNumber.number(of: "host" + node, in: 70...99), identity: 1, labels: ["reserved:host"], ipv4: nil,
        owner: "/", interface: nil))
    return all
  }

  /// Security-relevant labels, in their order.
  private static func labels(of pod: AgentPod, cluster: String) -> [String] {
    let ignored: Set<String> = ["pod-template-hash", "controller-revision-hash", "pod-template-generation"]
    var labels = pod.labels.filter { !ignored.contains($0.key) }.map { "k8s:\($0.key)=\($0.value)" }
    labels += [
      "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=\(pod.namespace)",
      "k8s:io.cilium.k8s.policy.cluster=\(cluster)", "k8s:io.cilium.k8s.policy.serviceaccount=default",
      "k8s:io.kubernetes.pod.namespace=\(pod.namespace)",
    ]
    return labels.sorted()
  }
}
