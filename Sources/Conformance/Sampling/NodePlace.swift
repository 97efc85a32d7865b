import Cilium
import Kubernetes

/// Where a node is, as far as sampling is concerned.
struct NodePlace: Sendable, Hashable {
  /// The Kubernetes node's name.
  var name: String
  /// The failure zone; `nil` where the cluster knows none.
  var zone: String?
  /// The /24 of the node's InternalIP: what is usually one layer-2 segment.
  var subnet: String?

  /// The well-known label of the zone (Kubernetes reference, “Well-Known Labels, Annotations and Taints”).
  static let zoneLabel = "topology.kubernetes.io/zone"
}

extension NodePlace {
  init(_ node: Node) {
    name = node.metadata.name ?? ""
    zone = node.metadata.labels?[Self.zoneLabel]
    let address = (node.status?.addresses ?? []).first { $0.type == "InternalIP" && IPv4Address($0.address) != nil }
    subnet = address.map { $0.address.split(separator: ".").prefix(3).joined(separator: ".") }
  }
}
