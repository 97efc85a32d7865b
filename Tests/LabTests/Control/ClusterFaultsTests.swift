import Foundation
import Testing

@testable import Lab

@Suite("Faults that are in the API's objects", .timeLimit(.minutes(5)))
struct ClusterFaultsTests {
  private func isReady(_ lab: FakeLab, _ node: String) -> Bool {
    lab.store.get(.nodes, name: node)?.isTrue(condition: "Ready") == true
  }

  @Test("the cluster DNS is scaled to none and back to what it had")
  func clusterDNS() async throws {
    try await FakeLab.run { lab in
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      try await lab.plane.faults.set(PlacedFault(.clusterDNSGone), active: true)
      #expect(lab.pods("kube-dns").isEmpty)
      #expect(
        await lab.eventually {
          lab.network.services(on: "instance-worker").first { $0.name == "kube-dns" }?.backends == []
        })
      try await lab.plane.faults.set(PlacedFault(.clusterDNSGone), active: false)
      #expect(lab.pods("kube-dns").count == 2)
      #expect(lab.pods("kube-dns").allSatisfy { $0.isTrue(condition: "Ready") })
    }
  }

  @Test("a node that is gone is NotReady, its pods are no backends, nothing new is put on it; back, all is as it was")
  func node() async throws {
    try await FakeLab.run { lab in
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      try await lab.plane.faults.set(PlacedFault(.nodeGone), active: true)
      let node = try #require(lab.store.get(.nodes, name: "instance-worker"))
      let ready = node["status"]["conditions"].array.first { $0["type"] == "Ready" }
      #expect(ready?["status"] == "Unknown" && ready?["message"] == "Kubelet stopped posting node status.")
      #expect(node["spec"]["taints"].array.map { $0["effect"].string } == ["NoSchedule", "NoExecute"])
      #expect(isReady(lab, "instance-master"))
      let there = lab.store.list(.pods).filter { $0["spec"]["nodeName"] == "instance-worker" }
      #expect(!there.isEmpty && there.allSatisfy { !$0.isTrue(condition: "Ready") })
      #expect(
        await lab.eventually {
          lab.network.services(on: "instance-master").first { $0.name == "kube-dns" }?.backends.count == 1
        })
      let pod: JSONValue = ["spec": ["containers": []]]
      let nodes = lab.store.list(.nodes)
      #expect(Scheduler.node(for: pod, nodes: nodes, pods: []) == "instance-master")
      let tolerant: JSONValue = ["spec": ["tolerations": [["operator": "Exists"]]]]
      #expect(nodes.allSatisfy { !tolerant.isKeptOff(by: $0) })
      try await lab.plane.faults.set(PlacedFault(.nodeGone), active: false)
      #expect(isReady(lab, "instance-worker"))
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      #expect(lab.store.get(.nodes, name: "instance-worker")?["spec"]["taints"].isEmpty == true)
    }
  }

  @Test("an agent that does not start loops, and its successor starts when the fault is off")
  func agent() async throws {
    try await FakeLab.run { lab in
      #expect(await lab.plane.waitUntilReady(within: FakeLab.patience).isEmpty)
      try await lab.plane.faults.set(PlacedFault(.agentNotStarting), active: true)
      let agents = lab.pods("cilium")
      #expect(agents.filter { !$0.isTrue(condition: "Ready") }.map { $0["spec"]["nodeName"] } == ["instance-worker"])
      try await lab.plane.faults.set(PlacedFault(.agentNotStarting), active: false)
      #expect(lab.pods("cilium").allSatisfy { $0.isTrue(condition: "Ready") })
    }
  }
}
