import Kubernetes
import Testing

@testable import Conformance

@Suite("Targets that go while they are probed")
struct LostTargetsTests {
  private func pod(
    phase: String = "Running", reason: String? = nil, deleted: Bool = false, ended: String? = nil, isReady: Bool = true
  ) -> Pod {
    var metadata = ObjectMeta(name: "server-1", namespace: "netproof")
    if deleted { metadata.deletionTimestamp = Timestamp(.now) }
    let state = ended.map { ContainerState(terminated: ContainerStateTerminated(exitCode: 137, reason: $0)) }
    var status = PodStatus(
      phase: phase, conditions: [Condition(type: "Ready", status: isReady ? "True" : "False")],
      containerStatuses: [ContainerStatus(name: "busybox", ready: isReady, restartCount: 0, state: state)])
    status.reason = reason
    return Pod(metadata: metadata, status: status)
  }

  private func node(uid: String = "1", boot: String? = "a") -> Node {
    Node(
      metadata: ObjectMeta(name: Nodes.w, uid: uid), status: NodeStatus(nodeInfo: NodeSystemInfo(bootID: boot)))
  }

  @Test("an evicted, killed, deleted or vanished server pod is gone; one that is not Ready is not")
  func pods() {
    #expect(LostTargets.reason("server-1", pod()) == nil)
    #expect(LostTargets.reason("server-1", pod(isReady: false)) == nil)
    #expect(LostTargets.reason("server-1", nil)?.contains("was deleted") == true)
    #expect(LostTargets.reason("server-1", pod(deleted: true))?.contains("was being deleted") == true)
    #expect(LostTargets.reason("server-1", pod(phase: "Failed", reason: "Evicted"))?.hasSuffix(": Evicted") == true)
    #expect(LostTargets.reason("server-1", pod(ended: "OOMKilled"))?.hasSuffix(": OOMKilled") == true)
    var again = pod()
    again.status?.containerStatuses?[0].restartCount = 1
    again.status?.containerStatuses?[0].lastState = ContainerState(
      terminated: ContainerStateTerminated(exitCode: 137, reason: "OOMKilled"))
    #expect(LostTargets.reason("server-1", again)?.hasSuffix(": OOMKilled") == true, "a DaemonSet's pod starts anew")
  }

  @Test("a node that was removed, made anew or booted is another one")
  func nodes() {
    #expect(LostTargets.reason(node(), then: node()) == nil)
    #expect(LostTargets.reason(node(boot: nil), then: node()) == nil)
    #expect(LostTargets.reason(nil, then: node())?.contains("removed") == true)
    #expect(LostTargets.reason(node(uid: "2"), then: node())?.contains("removed") == true)
    #expect(LostTargets.reason(node(boot: "b"), then: node())?.contains("booted anew") == true)
  }

  @Test("a failing probe of a lost target makes the case inconclusive; one that succeeded stays")
  func observations() {
    let lost = LostTargets(servers: [Nodes.w: "pod server-1 was deleted"])
    func result(_ aspect: Aspect, _ subject: Subject, _ outcome: Outcome) -> Observation.Result {
      lost.observation(aspect, subject, Observation(.measured(outcome))).result
    }
    let reason = Observation.Result.notMeasured("\(Obstacle.clusterChanged.phrase): pod server-1 was deleted")
    for aspect in [Aspect.crossNodePod, .crossNodeService] {
      #expect(result(aspect, Nodes.masterToWorker, .unreachable) == reason)
      #expect(result(aspect, Nodes.masterToWorker, .reachable) == .measured(.reachable))
      #expect(result(aspect, Nodes.workerToMaster, .unreachable) == .measured(.unreachable))
    }
    // The sizes above the one that last arrived may have been lost with the pod.
    #expect(result(.pathMTU, Nodes.masterToWorker, .largestPayload(1000)) == reason)
    #expect(result(.sameNodePod, Nodes.worker, .unreachable) == reason)
    #expect(
      result(.otherNodeIP, Nodes.masterToWorker, .unreachable) == .measured(.unreachable), "the node still is there")
    let removed = LostTargets(nodes: [Nodes.w: "node removed"])
    let seen = removed.observation(.otherNodeIP, Nodes.masterToWorker, Observation(.measured(.unreachable)))
    #expect(seen.result == .notMeasured("\(Obstacle.clusterChanged.phrase): node removed"))
  }

  @Test("a NodePort ends at a backend's pod, on the node that is asked or elsewhere: without that pod it tells nothing")
  func nodePorts() {
    func isOpen(_ lost: LostTargets, _ aspect: Aspect, _ subject: Subject) -> Bool {
      lost.observation(aspect, subject, Observation(.measured(.value("none")))).outcome == nil
    }
    let backends = [Nodes.m, Nodes.w]
    let pod = LostTargets(servers: [Nodes.m: "pod server-0 was deleted"], backends: backends)
    // The worker is asked, and the backend is on the master: for Local with a backend on the worker itself.
    #expect(isOpen(pod, .nodePortOtherNode, Nodes.masterToWorker) && isOpen(pod, .nodePortOutside, Nodes.worker))
    #expect(isOpen(pod, .nodePortLocalEmptyOtherNode, Nodes.masterToWorker))
    #expect(!isOpen(pod, .nodePortLocalOtherNode, Nodes.masterToWorker))
    #expect(!isOpen(pod, .nodePortLocalOutside, Nodes.worker))
    #expect(isOpen(pod, .nodePortLocalOtherNode, Nodes.workerToMaster))
    #expect(isOpen(pod, .nodePortLocalOutside, Nodes.master))
    #expect(!isOpen(pod, .nodePortOtherNode, Nodes.workerToMaster) && !isOpen(pod, .nodePortOutside, Nodes.master))
    let node = LostTargets(nodes: [Nodes.w: "node removed"], backends: backends)
    #expect(isOpen(node, .nodePortOutside, Nodes.worker) && isOpen(node, .nodePortOutside, Nodes.master))
    #expect(isOpen(node, .nodePortLocalOutside, Nodes.worker) && !isOpen(node, .nodePortLocalOutside, Nodes.master))
  }

  @Test("where nodes' own networks ask, what they ask may be gone, too")
  func hosts() {
    let pod = LostTargets(servers: [Nodes.w: "pod server-1 was deleted"])
    func result(_ aspect: Aspect, _ outcome: Outcome) -> Outcome? {
      pod.observation(aspect, Nodes.masterToWorker, Observation(.measured(outcome))).outcome
    }
    #expect(result(.hostPodOtherNode, .unreachable) == nil && result(.hostServiceOtherNode, .unreachable) == nil)
    #expect(result(.hostPodOtherNode, .reachable) == .reachable)
    #expect(result(.hostOtherNodeIP, .unreachable) == .unreachable)
  }

  @Test("only targets of paths that fail unexpectedly are looked after")
  func suspects() throws {
    var rehearsal = try Rehearsal("C")
    #expect(LostTargets.suspects(rehearsal.cases()).isEmpty)
    rehearsal.see(.crossNodePod, .unreachable, Nodes.masterToWorker)
    #expect(LostTargets.suspects(rehearsal.cases()) == [Nodes.w])
    rehearsal = try Rehearsal("C")
    rehearsal.see(.nodePortOtherNode, .value("none"), Nodes.masterToWorker)
    // The node that is asked, and the one whose pod is the backend.
    #expect(LostTargets.suspects(rehearsal.cases(), backends: [Nodes.m, Nodes.w]) == [Nodes.m, Nodes.w])
    // Setting A predicts that pods do not reach the other node's address.
    #expect(LostTargets.suspects(try Rehearsal("A").cases()).isEmpty)
  }

  @Test("a case about a lost target is inconclusive, and says so")
  func verdict() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.fail(
      .crossNodePod, "\(Obstacle.clusterChanged.phrase): pod server-1 was deleted while it was probed",
      by: .clusterChanged)
    let record = try #require(rehearsal.record(.crossNodePod, Nodes.masterToWorker))
    #expect(record.verdict == .inconclusive && record.diagnosis?.code == "cluster-changed")
  }
}
