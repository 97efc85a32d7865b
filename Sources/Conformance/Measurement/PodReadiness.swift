import Kubernetes

/// Waits for many pods of one namespace with a single watch, however many they are.
struct PodReadiness: Sendable {
  let client: KubernetesClient
  let namespace: String
  /// The labels that the pods have in common.
  let selector: String
  /// Which of those that are waited for a pod is; by default, the one of its name.
  var key: @Sendable (Pod) -> String? = { $0.metadata.name }

  /// Waits until every one of these pods is Ready and has an address, at most until the time is up.
  ///
  /// - Returns: key → the pod as it runs, or the last that was known of one that does not.
  func wait(
    for keys: Set<String>, timeout: Duration
  ) async throws -> [String: Result<ProbePods.Running, AgentShell.Failure>] {
    let watched = PodStates(keys, namespace: namespace, key: key)
    guard !keys.isEmpty else { return [:] }
    let trouble = try await withThrowingTaskGroup(of: String?.self) { group in
      group.addTask {
        do {
          try await follow(watched)
          return nil
        } catch let error as KubernetesError {
          return "\(error)"
        }
      }
      group.addTask {
        try await Task.sleep(for: timeout)
        return "not Ready after \(timeout)"
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      return first
    }
    return await watched.results(trouble ?? "not Ready")
  }

  private func follow(_ watched: PodStates) async throws {
    let events = client.watch(Pod.self, .pods(namespace: namespace), labelSelector: selector)
    for try await event in events {
      switch event {
      case .added(let pod), .modified(let pod): await watched.see(pod)
      case .deleted(let pod): await watched.lose(pod)
      case .restarted: break
      }
      if await watched.areAllRunning { return }
    }
    // A watch that ends in order, although it should not, has been cancelled.
    try Task.checkCancellation()
  }
}
