import Foundation
import Kubernetes

/// A run's capture pods: one per node, in the node's network, idle until a capture is started in it.
struct CapturePods: Sendable {
  let client: KubernetesClient
  let runID: String
  let guest: GuestOptions
  let options: CaptureOptions
  /// When the pods end by themselves, after their start.
  let lifetime: Duration

  /// The role of capture pods in labels and names, and their container's name.
  static let role = "capture"

  /// Creates a pod on every node and waits until each runs, or its time is up. They go with the run's other pods.
  func start(
    nodes: [String], generation: Int, timeout: Duration
  ) async throws -> [String: Result<PodReference, AgentShell.Failure>] {
    var refused: [String: AgentShell.Failure] = [:]
    let wanted = nodes.enumerated().map { index, node in pod(node: node, index: index, generation: generation) }
    try await FanOut.each(wanted, atOnce: Pace.changedObjects) { pod -> (String, AgentShell.Failure?) in
      do {
        _ = try await client.create(pod, at: .pods(namespace: guest.namespace), as: Pod.self)
        return (pod.name, nil)
      } catch let error as KubernetesError {
        return (pod.name, AgentShell.Failure(error))
      }
    } take: { name, failure in
      refused[name] = failure
    }
    let names = wanted.map(\.name).filter { refused[$0] == nil }
    let selector = RunLabels.selector(run: runID) + ",\(RunLabels.role)=\(Self.role)"
    let running = try await PodReadiness(client: client, namespace: guest.namespace, selector: selector)
      .wait(for: Set(names), timeout: timeout)
    let results = zip(nodes, wanted).map { node, pod -> (String, Result<PodReference, AgentShell.Failure>) in
      if let failure = refused[pod.name] { return (node, .failure(failure)) }
      let missing = AgentShell.Failure(description: "the capture pod \(guest.namespace)/\(pod.name) did not start")
      let reference = PodReference(namespace: guest.namespace, name: pod.name, container: Self.role)
      return (node, (running[pod.name] ?? .failure(missing)).map { _ in reference })
    }
    return Dictionary(results, uniquingKeysWith: { first, _ in first })
  }

  /// The host's network and a raw socket (NET_RAW) are what capturing takes; SETUID and SETGID only serve tcpdump's own
  /// change of user, which some builds insist on. Pod Security calls that `privileged`.
  func pod(node: String, index: Int, generation: Int) -> Pod {
    let container = Container(
      name: Self.role, image: options.image,
      command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"],
      resources: ResourceRequirements(
        requests: ["cpu": "10m", "memory": "32Mi"], limits: ["cpu": "500m", "memory": "128Mi"]),
      securityContext: SecurityContext(
        runAsUser: 0, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,
        capabilities: Capabilities(add: ["NET_RAW", "SETGID", "SETUID"], drop: ["ALL"]),
        seccompProfile: SeccompProfile(type: "RuntimeDefault")))
    let labels = RunLabels.of(run: runID)
      .merging([RunLabels.role: Self.role, RunLabels.node: "\(index)"]) { first, _ in first }
    return Pod(
      metadata: ObjectMeta(
        name: "\(Self.role)-\(runID)-\(index)-\(generation)", namespace: guest.namespace, labels: labels),
      spec: PodSpec(
        containers: [container], nodeName: node,
        tolerations: guest.tolerations ?? [Toleration(operator: "Exists")], restartPolicy: "Never",
        automountServiceAccountToken: false, activeDeadlineSeconds: Int64(lifetime.components.seconds),
        terminationGracePeriodSeconds: 1,
        imagePullSecrets: guest.imagePullSecrets.isEmpty
          ? nil : guest.imagePullSecrets.map { LocalObjectReference(name: $0) },
        hostNetwork: true, enableServiceLinks: false))
  }
}
