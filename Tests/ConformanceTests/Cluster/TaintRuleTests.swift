import Kubernetes
import Testing

@testable import Conformance

@Suite("Tainted nodes")
struct TaintRuleTests {
  private func node(_ taints: Taint...) -> Node {
    Node(metadata: ObjectMeta(name: "worker"), spec: NodeSpec(taints: taints))
  }

  private let controlPlane = Taint(key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule")

  @Test("without tolerations of their own, probe pods go everywhere")
  func everywhere() { #expect(TaintRule.reasonToSkip(node(controlPlane), nil) == nil) }

  @Test("with tolerations, a node with another taint takes no part, and the taint is named")
  func refused() {
    let reason = TaintRule.reasonToSkip(node(controlPlane), [Toleration(key: "gpu", operator: "Exists")])
    #expect(reason?.contains("node-role.kubernetes.io/control-plane:NoSchedule") == true)
  }

  @Test(
    "tolerations match as the scheduler matches them",
    arguments: [
      (Toleration(key: "dedicated", operator: "Equal", value: "db"), true),
      (Toleration(key: "dedicated", operator: "Equal", value: "web"), false),
      (Toleration(key: "dedicated", operator: "Exists"), true),
      (Toleration(key: "dedicated", operator: "Exists", effect: "NoExecute"), false),
      (Toleration(operator: "Exists"), true), (Toleration(key: "other", operator: "Exists"), false),
    ])
  func matching(toleration: Toleration, isAccepted: Bool) {
    let taint = Taint(key: "dedicated", value: "db", effect: "NoSchedule")
    #expect((TaintRule.reasonToSkip(node(taint), [toleration]) == nil) == isAccepted)
  }

  @Test("a taint that is only a preference keeps no node away")
  func preference() {
    #expect(TaintRule.reasonToSkip(node(Taint(key: "a", effect: "PreferNoSchedule")), []) == nil)
  }
}
