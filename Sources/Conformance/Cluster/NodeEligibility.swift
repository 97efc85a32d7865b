import Kubernetes

/// Whether a node can take part in a run: whether an ordinary Linux pod of netproof's runs there, and Cilium with it.
/// Pure.
enum NodeEligibility {
  /// Why the node is left out; `nil` when it takes part.
  static func reasonToSkip(_ node: Node) -> Sentence? {
    let labels = node.metadata.labels ?? [:]
    let taints = node.spec?.taints ?? []
    if node.metadata.deletionTimestamp != nil { return "it is being deleted" }
    if let kind = virtualKind(labels, taints) { return "it is virtual (\(kind)): no kernel that Cilium could program" }
    if let system = operatingSystem(node, labels), system != "linux" {
      return "its operating system is \(system); Cilium and the probes need linux"
    }
    if node.spec?.unschedulable == true { return "it is cordoned (unschedulable)" }
    if let taint = taints.first(where: { leaving.contains($0.key) }) {
      return "the autoscaler is about to remove it (taint \(taint.key))"
    }
    let ready = node.status?.conditions?.first { $0.type == "Ready" }
    if ready?.isTrue != true {
      let why: Sentence = ready?.message.map(Sentence.init(words:)) ?? "no Ready condition"
      return "it is not Ready: \(why)"
    }
    return nil
  }

  /// What cluster-autoscaler (`utils/taints/taints.go`) and Karpenter (`apis/v1/taints.go`) put on a node they drain.
  private static let leaving: Set<String> = [
    "ToBeDeletedByClusterAutoscaler", "karpenter.sh/disrupted", "karpenter.sh/disruption",
  ]

  /// Virtual Kubelet's label and taint (virtual-kubelet `cmd/virtual-kubelet/internal/commands/root/node.go`), and the
  /// label of EKS Fargate's nodes.
  private static func virtualKind(_ labels: [String: String], _ taints: [Taint]) -> String? {
    if labels["type"] == "virtual-kubelet" { return "label type=virtual-kubelet" }
    if labels["eks.amazonaws.com/compute-type"] == "fargate" { return "label eks.amazonaws.com/compute-type=fargate" }
    return taints.first { $0.key == "virtual-kubelet.io/provider" }.map { "taint \($0.key)=\($0.value ?? "")" }
  }

  private static func operatingSystem(_ node: Node, _ labels: [String: String]) -> String? {
    labels["kubernetes.io/os"] ?? node.status?.nodeInfo?.operatingSystem
  }
}
