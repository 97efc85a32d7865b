import Kubernetes

/// What is known of pods that are waited for.
actor PodStates {
  private let namespace: String
  private let key: @Sendable (Pod) -> String?
  private var missing: Set<String>
  private var running: [String: ProbePods.Running] = [:]
  private var last: [String: String] = [:]

  /// - Parameters:
  ///   - keys: The pods that are waited for.
  ///   - key: Which of them a pod is.
  init(_ keys: Set<String>, namespace: String, key: @escaping @Sendable (Pod) -> String?) {
    missing = keys
    self.namespace = namespace
    self.key = key
  }

  var areAllRunning: Bool { missing.isEmpty }

  /// Takes in a pod as it is now.
  func see(_ pod: Pod) {
    guard let key = key(pod), missing.contains(key), let name = pod.metadata.name else { return }
    let addresses = pod.addresses
    guard pod.isReady, !addresses.isEmpty else {
      last[key] = Self.state(of: pod)
      return
    }
    missing.remove(key)
    running[key] = ProbePods.Running(
      reference: PodReference(namespace: namespace, name: name, container: ProbePodSpecification.container),
      addresses: addresses)
  }

  /// Takes in that a pod is gone.
  func lose(_ pod: Pod) {
    guard let key = key(pod), missing.contains(key) else { return }
    // A set's controller deletes a pod that a node rejected, and makes another: why it was rejected tells more.
    guard !pod.isOfSet || last[key] == nil else { return }
    last[key] = "it was deleted by somebody else"
  }

  /// Key → the pod as it runs, or the last that was known of one that does not.
  func results(_ trouble: String) -> [String: Result<ProbePods.Running, AgentShell.Failure>] {
    var results = running.mapValues { Result<ProbePods.Running, AgentShell.Failure>.success($0) }
    for key in missing {
      let state = last[key] ?? "nothing is known about it"
      results[key] = .failure(AgentShell.Failure(description: "\(trouble): \(state)"))
    }
    return results
  }

  /// What a pod that is not ready says about itself.
  private static func state(of pod: Pod) -> String {
    let waiting = pod.status?.containerStatuses?.compactMap { $0.state?.waiting }.first
    let unscheduled = pod.status?.conditions?.first { $0.type == "PodScheduled" && !$0.isTrue }
    let parts = [
      pod.status?.phase, waiting?.reason, waiting?.message, pod.status?.reason, pod.status?.message,
      unscheduled?.reason, unscheduled?.message,
    ]
    let text = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return text.isEmpty ? "no status yet" : text
  }
}

extension Pod {
  /// Whether a DaemonSet of a run has made it.
  var isOfSet: Bool { metadata.labels?[RunLabels.set] != nil }

  /// The node that a DaemonSet's pod is for. Until the scheduler has bound it, only its affinity tells.
  var destination: String? {
    if let node = spec?.nodeName, !node.isEmpty { return node }
    return spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.onlyName
  }
}
