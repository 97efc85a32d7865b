/// A node of the lab as its Kubernetes object shows it.
struct LabNodeSpecification: Sendable, Hashable {
  var name: String
  /// What the kubelet reports: the tailnet address with `--node-ip`, else the physical one.
  var internalIP: String
  /// The address behind which the node's VCN hides it.
  var externalIP: String
  var podCIDR: String

  /// The guide's nodes.
  static func nodes(_ choice: LabOptions.NodeIPs) -> [LabNodeSpecification] {
    let tailnet = choice == .tailnet
    return [
      LabNodeSpecification(
        name: "instance-master", internalIP: tailnet ? "100.64.0.1" : "10.0.0.239", externalIP: "168.107.2.60",
        podCIDR: "10.244.0.0/24"),
      LabNodeSpecification(
        name: "instance-worker", internalIP: tailnet ? "100.64.0.2" : "10.0.0.24", externalIP: "168.107.2.61",
        podCIDR: "10.244.1.0/24"),
    ]
  }
}
