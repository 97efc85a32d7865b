import Cilium
import Kubernetes

/// A run's pods that are given the folder of tailscaled's socket, one on each node of a tailnet, and nothing else of the
/// node.
struct TailscalePods: Sendable {
  let client: KubernetesClient
  let runID: String
  let guest: GuestOptions
  let options: TailscaleSocketOptions
  /// When the pods end by themselves, after their start.
  let lifetime: Duration

  /// The role of these pods in labels and names, and their container's name.
  static let role = "tailscale"

  /// The nodes on which there is a Tailscale to ask, as far as facts tell: its device may be gone with it.
  static func nodes(_ facts: ClusterFacts) -> [String] {
    facts.nodes.filter { node in
      node.uplinks.overlays.contains { $0.product == .tailscale }
        || node.nodeIP(facts.primaryFamily)?.isTailnet == true && node.uplinks.overlays.isEmpty
    }.map(\.name)
  }

  /// Creates the pods and waits until each runs, or its time is up. They go with the run's other pods.
  ///
  /// - Parameter firstPlace: The place of the first node in names and labels.
  func start(
    _ nodes: [String], generation: Int, firstPlace: Int = 0, timeout: Duration
  ) async throws -> TailscaleReader {
    let pods = try await HelperPods(client: client, runID: runID, namespace: guest.namespace, role: Self.role)
      .start(
        nodes.enumerated().map { ($1, pod(node: $1, index: firstPlace + $0, generation: generation)) }, timeout: timeout
      )
    return TailscaleReader(client: client, pods: pods)
  }

  /// Anybody on a node may ask tailscaled for its status (`ipn/ipnserver`): the pod runs as nobody, without any capability,
  /// in a network of its own. A read-only mount keeps nobody from speaking to a socket. A folder that is not there is not
  /// made: the pod does not start then.
  func pod(node: String, index: Int, generation: Int) -> Pod {
    let container = Container(
      name: Self.role, image: options.image,
      command: ["sh", "-c", ProbePodSpecification.idle],
      resources: ResourceRequirements(
        requests: ["cpu": "10m", "memory": "16Mi"], limits: ["cpu": "200m", "memory": "64Mi"]),
      securityContext: SecurityContext(
        runAsNonRoot: true, runAsUser: 65534, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,
        capabilities: Capabilities(drop: ["ALL"]), seccompProfile: SeccompProfile(type: "RuntimeDefault")),
      volumeMounts: [VolumeMount(name: Self.role, mountPath: TailscaleSocketOptions.directory, readOnly: true)])
    return HelperPods.pod(
      container, role: Self.role, node: node, index: index, generation: generation, runID: runID, guest: guest,
      lifetime: lifetime,
      volumes: [
        Volume(name: Self.role, hostPath: HostPathVolume(path: TailscaleSocketOptions.directory, type: "Directory"))
      ])
  }
}
