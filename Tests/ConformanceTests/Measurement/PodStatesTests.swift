import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What is known of pods that are waited for")
struct PodStatesTests {
  /// The key of a set's pod is its node.
  private let states = PodStates(["a", "b"], namespace: "own") { $0.isOfSet ? $0.destination : $0.metadata.name }

  private func pod(
    _ name: String, node: String? = nil, for destination: String? = nil, ready: Bool = false, _ status: PodStatus? = nil
  ) -> Pod {
    var status = status ?? PodStatus(phase: ready ? "Running" : "Pending", podIP: ready ? "10.0.0.7" : nil)
    if ready { status.conditions = [Condition(type: "Ready", status: "True")] }
    let affinity = destination.map {
      Affinity(nodeAffinity: .init(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(names: [$0])))
    }
    return Pod(
      metadata: ObjectMeta(name: name, labels: [RunLabels.set: "client-abc-0"]),
      spec: PodSpec(containers: [], nodeName: node, affinity: affinity), status: status)
  }

  private func failure(_ key: String) async -> String {
    guard case .failure(let failure)? = await states.results("not Ready after 60 s")[key] else { return "" }
    return "\(failure)"
  }

  @Test("a DaemonSet's pod is known by its node, and keeps the name that it was given")
  func byNode() async throws {
    await states.see(pod("client-abc-0-x7k2p", node: "a", ready: true))
    await states.see(pod("client-abc-0-zzzzz", node: "elsewhere", ready: true))
    #expect(await !states.areAllRunning)
    await states.see(pod("client-abc-0-q9d4w", node: "b", ready: true))
    #expect(await states.areAllRunning)
    let running = try await states.results("").mapValues { try $0.get().reference.name }
    #expect(running == ["a": "client-abc-0-x7k2p", "b": "client-abc-0-q9d4w"])
  }

  @Test("one that the scheduler places nowhere is known by the node that it is for, with the scheduler's reason")
  func unscheduled() async {
    let condition = Condition(
      type: "PodScheduled", status: "False", reason: "Unschedulable", message: "1 Insufficient cpu.")
    await states.see(pod("x", for: "b", PodStatus(phase: "Pending", conditions: [condition])))
    #expect(await failure("b").contains("not Ready after 60 s: Pending, Unschedulable, 1 Insufficient cpu."))
    #expect(await failure("a").contains("nothing is known about it"))
  }

  @Test("why a node rejected a pod stays known when its controller deletes it; a single pod was deleted by somebody")
  func rejected() async {
    let rejected = pod("x", node: "a", PodStatus(phase: "Failed", reason: "OutOfcpu", message: "no room"))
    await states.see(rejected)
    await states.lose(rejected)
    #expect(await failure("a").hasSuffix("Failed, OutOfcpu, no room"))
    let single = Pod(metadata: ObjectMeta(name: "b"), status: PodStatus(phase: "Pending"))
    await states.see(single)
    await states.lose(single)
    #expect(await failure("b").hasSuffix("it was deleted by somebody else"))
  }

  @Test("a pod that may be meant for several nodes is nobody's")
  func ambiguous() {
    var open = pod("x", for: "a")
    #expect(open.destination == "a")
    open.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution = NodeSelector(names: ["a", "b"])
    #expect(open.destination == nil)
  }
}
