import Foundation
import Logging

/// A node's kubelet: a worker for every pod that is bound to the node.
actor Kubelet: Controller {
  nonisolated let name: String
  nonisolated let context: KubeletContext
  private var workers: [String: PodWorker] = [:]
  private var names: [ObjectName: String] = [:]
  private var ending: [String: Task<Void, Never>] = [:]
  private var wasAway = false

  init(context: KubeletContext) {
    self.context = context
    name = "kubelet \(context.node)"
  }

  func reconcile() async {
    guard context.store.get(.nodes, name: context.node)?.isAway != true else {
      wasAway = true
      return
    }
    if wasAway {
      wasAway = false
      // What was written of its pods meanwhile is not what they are.
      for worker in workers.values { await worker.report() }
    }
    let filter = ObjectFilter(resource: .pods)
    let mine = context.store.list(filter).filter { $0["spec"]["nodeName"].string == context.node }
    var present: Set<String> = []
    for pod in mine {
      present.insert(pod.uid)
      if pod.isTerminating {
        end(pod.uid, pod, gracePeriod: pod["metadata"]["deletionGracePeriodSeconds"].int ?? 0)
      } else if workers[pod.uid] == nil {
        let worker = PodWorker(pod: pod, context: context)
        workers[pod.uid] = worker
        names[ObjectName(of: pod)] = pod.uid
        Task { await worker.begin() }
      }
    }
    // Pods that were removed at once (`--force`) still have their processes.
    for uid in workers.keys where !present.contains(uid) { end(uid, nil, gracePeriod: 0) }
  }

  private func end(_ uid: String, _ pod: JSONValue?, gracePeriod: Int) {
    guard let worker = workers.removeValue(forKey: uid) else {
      // Deleted before it was begun.
      if let pod, ending[uid] == nil {
        context.store.remove(.pods, namespace: pod.namespace, name: pod.name, uid: uid)
      }
      return
    }
    if let pod { context.events.record(pod, reason: "Killing", message: "Stopping container") }
    ending[uid] = Task {
      await worker.end(gracePeriod: gracePeriod)
      self.ended(uid)
    }
  }

  private func ended(_ uid: String) {
    ending[uid] = nil
    for (name, owner) in names where owner == uid { names[name] = nil }
  }

  /// The worker of a pod that is not being deleted.
  func worker(namespace: String, name: String) -> PodWorker? {
    names[ObjectName(namespace: namespace, name: name)].flatMap { workers[$0] }
  }
}

/// All kubelets as the API server reaches them.
struct KubeletPods: PodAccess {
  let kubelets: [Kubelet]
  let reachability: KubeletReachability?

  func dialFailure(node: String) async -> String? { await reachability?.dialFailure(node: node) }

  func exec(
    _ command: [String], in container: PodContainer, stdin: AsyncStream<Data>?,
    output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 {
    guard let (kubelet, worker) = await find(container), let running = await worker.running(container.container)
    else { throw ExecError(description: "container not found (\"\(container.container)\")") }
    if await worker.isAgent(container: container.container) {
      let launcher = kubelet.context.launcher
      let status = try await launcher.exec(
        command, node: kubelet.context.node, podName: container.pod, output: output)
      if let status { return status }
    }
    return try await running.exec(command, stdin: stdin, output: output)
  }

  func log(of container: PodContainer, previous: Bool) async -> ContainerLog? {
    guard let (kubelet, worker) = await find(container) else { return nil }
    if !previous, await worker.isAgent(container: container.container),
      let log = await kubelet.context.launcher.log(node: kubelet.context.node, podName: container.pod)
    {
      return ContainerLog(data: log, finished: await worker.running(container.container) == nil)
    }
    return await worker.log(container.container, previous: previous)
  }

  private func find(_ container: PodContainer) async -> (Kubelet, PodWorker)? {
    for kubelet in kubelets {
      if let worker = await kubelet.worker(namespace: container.namespace, name: container.pod) {
        return (kubelet, worker)
      }
    }
    return nil
  }
}
