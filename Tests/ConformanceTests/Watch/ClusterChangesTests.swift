import Kubernetes
import Testing

@testable import Conformance

@Suite("What happens in the cluster meanwhile")
struct ClusterChangesTests {
  private func pod(_ name: String, uid: String, ready: Bool = true, restarts: Int32 = 0, leaving: Bool = false) -> Pod {
    var pod = Pod(metadata: ObjectMeta(name: name), spec: PodSpec(containers: [], nodeName: "node-1"))
    pod.metadata.uid = uid
    if leaving { pod.metadata.deletionTimestamp = Timestamp(text: "2026-11-21T08:00:00Z") }
    pod.status = PodStatus(
      conditions: [Condition(type: "Ready", status: ready ? "True" : "False")],
      containerStatuses: [ContainerStatus(name: "cilium-agent", restartCount: restarts)])
    return pod
  }

  private func texts(_ events: [ClusterEvent]) -> [String] { events.map { "\($0.object) \($0.text)" } }

  @Test("a replaced agent: leaving, gone, created, Ready")
  func replaced() {
    var changes = ClusterChanges()
    #expect(changes.pod(.added(pod("cilium-a", uid: "1")), .agent, at: 0).isEmpty)
    changes.baselineIsComplete()
    let seen =
      changes.pod(.modified(pod("cilium-a", uid: "1", ready: false, leaving: true)), .agent, at: 1)
      + changes.pod(.deleted(pod("cilium-a", uid: "1")), .agent, at: 2)
      + changes.pod(.added(pod("cilium-b", uid: "2", ready: false)), .agent, at: 3)
      + changes.pod(.modified(pod("cilium-b", uid: "2")), .agent, at: 4)
    #expect(
      texts(seen) == [
        "cilium-a is being deleted on node-1", "cilium-a is no longer Ready on node-1", "cilium-a is gone on node-1",
        "cilium-b was created on node-1", "cilium-b is Ready on node-1",
      ])
    #expect(seen.map(\.at) == [1, 1, 2, 3, 4] && seen.allSatisfy { $0.kind == .agent })
  }

  @Test("a restart in place, and nothing for what stays as it is")
  func restarted() {
    var changes = ClusterChanges()
    _ = changes.pod(.added(pod("cilium-a", uid: "1")), .agent, at: 0)
    changes.baselineIsComplete()
    #expect(changes.pod(.modified(pod("cilium-a", uid: "1")), .agent, at: 1).isEmpty)
    // A watch that begins anew tells everything again.
    #expect(changes.pod(.restarted, .agent, at: 1).isEmpty)
    #expect(changes.pod(.added(pod("cilium-a", uid: "1")), .agent, at: 1).isEmpty)
    let seen = changes.pod(.modified(pod("cilium-a", uid: "1", restarts: 2)), .agent, at: 2)
    #expect(texts(seen) == ["cilium-a restarted (2 restarts so far) on node-1"])
  }

  @Test("every changed key of cilium-config, with both values, long ones cut")
  func configuration() {
    func map(_ data: [String: String]) -> ConfigMap {
      ConfigMap(metadata: ObjectMeta(name: "cilium-config"), data: data)
    }
    var changes = ClusterChanges()
    _ = changes.configuration(.added(map(["devices": "enp0s6", "old": "x", "same": "s"])), at: 0)
    changes.baselineIsComplete()
    let seen = changes.configuration(
      .modified(map(["devices": "tailscale0", "same": "s", "new": String(repeating: "y", count: 90)])), at: 3)
    #expect(
      texts(seen) == [
        "cilium-config devices: enp0s6 → tailscale0",
        "cilium-config new: unset → \(String(repeating: "y", count: 60))…",
        "cilium-config old: x → unset",
      ])
  }

  @Test("a node's readiness, addresses, version and schedulability")
  func nodes() {
    func node(_ ready: Bool, _ address: String, kubelet: String = "v1.36.2") -> Node {
      var node = Node(metadata: ObjectMeta(name: "node-1"))
      node.status = NodeStatus(
        addresses: [NodeAddress(type: "InternalIP", address: address)],
        conditions: [Condition(type: "Ready", status: ready ? "True" : "False")],
        nodeInfo: NodeSystemInfo(kubeletVersion: kubelet))
      return node
    }
    var changes = ClusterChanges()
    _ = changes.node(.added(node(true, "100.64.0.1")), at: 0)
    changes.baselineIsComplete()
    #expect(changes.node(.modified(node(true, "100.64.0.1")), at: 1).isEmpty)
    let seen = changes.node(.modified(node(false, "10.0.0.1", kubelet: "v1.37.0")), at: 2)
    #expect(
      texts(seen) == [
        "node-1 is no longer Ready", "node-1 InternalIP: 100.64.0.1 → 10.0.0.1", "node-1 kubelet: v1.36.2 → v1.37.0",
      ])
  }
}
