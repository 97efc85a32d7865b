import Kubernetes

/// Pods beside the probe pods, idle until a command is run in them. They go with the run's other pods.
struct HelperPods: Sendable {
  let client: KubernetesClient
  let runID: String
  let namespace: String
  /// Their role in labels, and their container's name.
  let role: String

  /// Creates the pods, each for its node, and waits until each runs, or its time is up.
  func start(
    _ wanted: [(node: String, pod: Pod)], timeout: Duration
  ) async throws -> [String: Result<PodReference, AgentShell.Failure>] {
    var refused: [String: AgentShell.Failure] = [:]
    try await FanOut.each(wanted.map(\.pod), atOnce: Pace.changedObjects) { pod -> (String, AgentShell.Failure?) in
      do {
        _ = try await client.create(pod, at: .pods(namespace: namespace), as: Pod.self)
        return (pod.name, nil)
      } catch let error as KubernetesError {
        return (pod.name, AgentShell.Failure(error))
      }
    } take: { name, failure in
      refused[name] = failure
    }
    let names = wanted.map(\.pod.name).filter { refused[$0] == nil }
    let selector = RunLabels.selector(run: runID) + ",\(RunLabels.role)=\(role)"
    let running = try await PodReadiness(client: client, namespace: namespace, selector: selector)
      .wait(for: Set(names), timeout: timeout)
    let results = wanted.map { node, pod -> (String, Result<PodReference, AgentShell.Failure>) in
      if let failure = refused[pod.name] { return (node, .failure(failure)) }
      let missing = AgentShell.Failure(description: "the \(role) pod \(namespace)/\(pod.name) did not start")
      let reference = PodReference(namespace: namespace, name: pod.name, container: role)
      return (node, (running[pod.name] ?? .failure(missing)).map { _ in reference })
    }
    return Dictionary(results, uniquingKeysWith: { first, _ in first })
  }
}
