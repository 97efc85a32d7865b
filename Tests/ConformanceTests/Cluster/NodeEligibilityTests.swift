import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Which nodes can take part")
struct NodeEligibilityTests {
  private func node(
    labels: [String: String] = [:], taints: [Taint] = [], cordoned: Bool? = nil, ready: String? = "True",
    system: String? = nil, deleted: Bool = false
  ) -> Node {
    let condition = ready.map { Condition(type: "Ready", status: $0, message: "kubelet stopped posting node status") }
    return Node(
      metadata: ObjectMeta(
        name: "node", labels: labels, deletionTimestamp: deleted ? Timestamp(Date()) : nil),
      spec: NodeSpec(unschedulable: cordoned, taints: taints),
      status: NodeStatus(conditions: condition.map { [$0] }, nodeInfo: NodeSystemInfo(operatingSystem: system)))
  }

  @Test("a Ready Linux node takes part, with taints that keep ordinary pods away too")
  func takesPart() {
    #expect(NodeEligibility.reasonToSkip(node(labels: ["kubernetes.io/os": "linux"])) == nil)
    let control = Taint(key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule")
    #expect(NodeEligibility.reasonToSkip(node(taints: [control], system: "linux")) == nil)
  }

  @Test("others are left out, each with its reason")
  func leftOut() {
    let cases: [(Node, String)] = [
      (node(cordoned: true), "cordoned"),
      (node(ready: "False"), "not Ready: kubelet stopped posting"),
      (node(ready: "Unknown"), "not Ready"),
      (node(ready: nil), "no Ready condition"),
      (node(labels: ["type": "virtual-kubelet"]), "virtual (label type=virtual-kubelet)"),
      (node(labels: ["eks.amazonaws.com/compute-type": "fargate"]), "fargate"),
      (
        node(taints: [Taint(key: "virtual-kubelet.io/provider", value: "azure", effect: "NoSchedule")]),
        "taint virtual-kubelet.io/provider=azure"
      ),
      (node(labels: ["kubernetes.io/os": "windows"]), "operating system is windows"),
      (node(system: "windows"), "operating system is windows"),
      (node(taints: [Taint(key: "ToBeDeletedByClusterAutoscaler", effect: "NoSchedule")]), "autoscaler"),
      (node(deleted: true), "being deleted"),
    ]
    for (node, words) in cases {
      #expect(NodeEligibility.reasonToSkip(node)?.contains(words) == true, "\(words)")
    }
  }
}
