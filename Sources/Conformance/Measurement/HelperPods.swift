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
    let refused = try await client.create(pods: wanted.map(\.pod), in: namespace)
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

extension HelperPods {
  /// A pod on a node that ends by itself, has no token, and takes every taint unless it was said which.
  ///
  /// - Parameters:
  ///   - role: Its role in labels and names.
  ///   - index: The node's place, which labels and names tell.
  ///   - lifetime: When it ends by itself, after its start.
  static func pod(
    _ container: Container, role: String, node: String, index: Int, generation: Int, runID: String, guest: GuestOptions,
    lifetime: Duration, hostNetwork: Bool? = nil, volumes: [Volume]? = nil
  ) -> Pod {
    let labels = RunLabels.of(run: runID)
      .merging([RunLabels.role: role, RunLabels.node: "\(index)"]) { first, _ in first }
    return Pod(
      metadata: ObjectMeta(
        name: "\(role)-\(runID)-\(index)-\(generation)", namespace: guest.namespace, labels: labels),
      spec: PodSpec(
        containers: [container], nodeName: node,
        tolerations: guest.tolerations ?? [Toleration(operator: "Exists")], restartPolicy: "Never",
        automountServiceAccountToken: false, activeDeadlineSeconds: Int64(lifetime.components.seconds),
        terminationGracePeriodSeconds: 1,
        imagePullSecrets: guest.imagePullSecrets.isEmpty
          ? nil : guest.imagePullSecrets.map { LocalObjectReference(name: $0) },
        hostNetwork: hostNetwork, enableServiceLinks: false, volumes: volumes))
  }
}
