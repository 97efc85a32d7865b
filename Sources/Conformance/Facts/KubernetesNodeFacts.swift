import Cilium
import Kubernetes

/// What the API knows of a node, before its agent is asked.
enum KubernetesNodeFacts {
  /// Addresses, pod CIDRs and kernel. Cilium's own object says which pods' addresses a node has where Cilium hands them
  /// out itself; the Kubernetes node's may then be absent, or another network.
  static func facts(_ node: Node, _ ciliumNode: CiliumNode?) -> NodeFacts {
    let addresses = node.status?.addresses ?? []
    func values<Value>(_ type: String, _ make: (String) -> Value?) -> Value? {
      addresses.filter { $0.type == type }.compactMap { make($0.address) }.first
    }
    let kubernetes = node.spec?.podCIDRs ?? [node.spec?.podCIDR].compactMap { $0 }
    let blocks = ((ciliumNode?.spec?.ipam?.podCIDRs ?? []) + kubernetes).compactMap { IPPrefix($0) }
    var facts = NodeFacts(
      name: node.metadata.name ?? "", internalIP: values("InternalIP") { IPv4Address($0) },
      externalIP: values("ExternalIP") { IPv4Address($0) }, podCIDR: blocks.lazy.compactMap(\.ipv4).first,
      devices: [], routes: [])
    facts.internalIPv6 = values("InternalIP") { IPv6Address($0) }
    facts.externalIPv6 = values("ExternalIP") { IPv6Address($0) }
    facts.podCIDRv6 = blocks.first { $0.ipv4 == nil }
    facts.kernelVersion = node.status?.nodeInfo?.kernelVersion
    return facts
  }
}
