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
    try await HelperPods(client: client, runID: runID, namespace: guest.namespace, role: Self.role)
      .start(nodes.enumerated().map { ($1, pod(node: $1, index: $0, generation: generation)) }, timeout: timeout)
  }

  /// The host's network and a raw socket (NET_RAW) are what capturing takes; SETUID and SETGID only serve tcpdump's own
  /// change of user, which some builds insist on. Pod Security calls that `privileged`.
  func pod(node: String, index: Int, generation: Int) -> Pod {
    let container = Container(
      name: Self.role, image: options.image,
      command: ["sh", "-c", ProbePodSpecification.idle],
      resources: ResourceRequirements(
        requests: ["cpu": "10m", "memory": "32Mi"], limits: ["cpu": "500m", "memory": "128Mi"]),
      securityContext: SecurityContext(
        runAsUser: 0, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,
        capabilities: Capabilities(add: ["NET_RAW", "SETGID", "SETUID"], drop: ["ALL"]),
        seccompProfile: SeccompProfile(type: "RuntimeDefault")))
    return HelperPods.pod(
      container, role: Self.role, node: node, index: index, generation: generation, runID: runID, guest: guest,
      lifetime: lifetime, hostNetwork: true)
  }
}
