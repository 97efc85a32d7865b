import Kubernetes

extension KubernetesClient {
  /// Creates pods, a limited number side by side.
  ///
  /// - Returns: Pod's name → why the API server did not take it.
  func create(pods: [Pod], in namespace: String) async throws -> [String: AgentShell.Failure] {
    var refused: [String: AgentShell.Failure] = [:]
    try await FanOut.each(pods, atOnce: Pace.changedObjects) { pod -> (String, AgentShell.Failure?) in
      do {
        _ = try await self.create(pod, at: .pods(namespace: namespace), as: Pod.self)
        return (pod.name, nil)
      } catch let error as KubernetesError {
        return (pod.name, AgentShell.Failure(error))
      }
    } take: { name, failure in
      refused[name] = failure
    }
    return refused
  }
}
