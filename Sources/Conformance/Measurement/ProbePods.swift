import Cilium
import Foundation
import Kubernetes

/// The busybox pods of a scenario: a client and a server on every node.
///
/// Every scenario gets new ones: a pod keeps the device MTU it was made with, and living flows keep NAT entries of the
/// setting before.
struct ProbePods: Sendable {
  /// A pod that runs and has an address.
  struct Running: Sendable {
    var reference: PodReference
    var address: IPv4Address
  }

  /// A node's two pods, or why one of them is missing.
  struct Pair: Sendable {
    var client: Result<Running, AgentShell.Failure>
    var server: Result<Running, AgentShell.Failure>
  }

  /// Node name → its pods.
  var nodes: [String: Pair]
}

/// Makes and removes what a run needs in the cluster.
struct ProbeFixture: Sendable {
  let client: KubernetesClient
  let runID: String
  let image: String

  /// Set on everything that netproof creates; the run's id tells whose it is.
  static let managedBy = "app.kubernetes.io/managed-by"
  static let run = "netproof.dev/run"
  static let role = "netproof.dev/role"
  static let node = "netproof.dev/node"
  static let port = 8080

  /// Pod Security's baseline, which a cluster may enforce by default, refuses the raw socket that ping needs.
  private static let admission = ["pod-security.kubernetes.io/enforce": "privileged"]

  /// The run's own namespace.
  var namespace: String { Self.namespace(of: runID) }

  /// The namespace of a run.
  static func namespace(of runID: String) -> String { "netproof-\(runID)" }

  private var labels: [String: String] { [Self.managedBy: "netproof", Self.run: runID] }

  /// Creates the namespace and one Service per node in front of that node's server pod; returns their ClusterIPs.
  func createServices(nodes: [String]) async throws -> [String: IPv4Address] {
    let metadata = ObjectMeta(
      name: namespace, labels: labels.merging(Self.admission) { first, _ in first },
      annotations: RunLifetime.annotations(at: Date()))
    _ = try await client.create(Namespace(metadata: metadata), at: .namespaces, as: Namespace.self)
    return try await withThrowingTaskGroup(of: (String, IPv4Address?).self) { group in
      for (index, node) in nodes.enumerated() {
        group.addTask {
          let service = Service(
            metadata: ObjectMeta(name: "server-\(index)", labels: labels),
            spec: ServiceSpec(
              selector: [Self.role: "server", Self.node: "\(index)"],
              ports: [ServicePort(port: 80, name: "http", protocol: "TCP", targetPort: .int(Int32(Self.port)))]))
          let made = try await client.create(service, at: .services(namespace: namespace), as: Service.self)
          return (node, made.spec?.clusterIP.flatMap { IPv4Address($0) })
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  /// Creates the pods of a scenario and waits until each runs, or its time is up.
  func startPods(nodes: [String], generation: Int, timeout: Duration) async throws -> ProbePods {
    let pairs = try await withThrowingTaskGroup(of: (String, ProbePods.Pair).self) { group in
      for (index, node) in nodes.enumerated() {
        group.addTask {
          async let client = start(role: "client", node: node, index: index, generation: generation, timeout: timeout)
          async let server = start(role: "server", node: node, index: index, generation: generation, timeout: timeout)
          return (node, try await ProbePods.Pair(client: client, server: server))
        }
      }
      return try await group.reduce(into: [String: ProbePods.Pair]()) { $0[$1.0] = $1.1 }
    }
    return ProbePods(nodes: pairs)
  }

  private func start(
    role: String, node: String, index: Int, generation: Int, timeout: Duration
  ) async throws -> Result<ProbePods.Running, AgentShell.Failure> {
    let name = "\(role)-\(index)-\(generation)"
    let pod = specification(role: role, name: name, node: node, index: index)
    do {
      _ = try await client.create(pod, at: .pods(namespace: namespace), as: Pod.self)
      let running = try await waitUntilReady(name, timeout: timeout)
      return .success(running)
    } catch let error as CancellationError {
      throw error
    } catch {
      return .failure(AgentShell.Failure(description: "\(NotMeasured.podNotRunning): \(namespace)/\(name): \(error)"))
    }
  }

  private func waitUntilReady(_ name: String, timeout: Duration) async throws -> ProbePods.Running {
    let path = ResourcePath.pod(namespace: namespace, name: name)
    let deadline = ContinuousClock.now + timeout
    // Soon at first, as most pods start within seconds; then seldom, so that many slow pods do not burden the API.
    var pause = Duration.milliseconds(100)
    var last = "nothing is known about it"
    while ContinuousClock.now < deadline {
      let pod = try await client.get(Pod.self, path)
      if pod.isReady, let address = pod.status?.podIP.flatMap({ IPv4Address($0) }) {
        return ProbePods.Running(
          reference: PodReference(namespace: namespace, name: name, container: "busybox"), address: address)
      }
      last = Self.state(of: pod)
      try await Task.sleep(for: pause)
      pause = min(pause * 1.1, .seconds(1))
    }
    throw AgentShell.Failure(description: "not Ready after \(timeout): \(last)")
  }

  /// What a pod that is not ready says about itself.
  private static func state(of pod: Pod) -> String {
    let waiting = pod.status?.containerStatuses?.compactMap { $0.state?.waiting }.first
    let parts = [pod.status?.phase, waiting?.reason, waiting?.message, pod.status?.reason, pod.status?.message]
    let text = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    return text.isEmpty ? "no status yet" : text
  }

  /// As process 1 of its pod, the shell also collects what busybox's `timeout` leaves behind; `sleep` would not.
  private static let idle = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"

  private func specification(role: String, name: String, node: String, index: Int) -> Pod {
    let serve = "mkdir -p /tmp/www && echo \"$NODE\" >/tmp/www/index.html && exec httpd -f -p \(Self.port) -h /tmp/www"
    let container = Container(
      name: "busybox", image: image,
      command: ["sh", "-c", role == "server" ? serve : Self.idle],
      env: [EnvVar(name: "NODE", value: node)],
      ports: role == "server" ? [ContainerPort(containerPort: Int32(Self.port), name: "http")] : nil,
      resources: ResourceRequirements(
        requests: ["cpu": "10m", "memory": "16Mi"], limits: ["cpu": "500m", "memory": "64Mi"]),
      // Ping needs a raw socket; nothing else is kept.
      securityContext: SecurityContext(
        allowPrivilegeEscalation: false,
        capabilities: Capabilities(add: role == "client" ? ["NET_RAW"] : nil, drop: ["ALL"]),
        seccompProfile: SeccompProfile(type: "RuntimeDefault")),
      readinessProbe: role == "server"
        ? ContainerProbe(tcpSocket: TCPSocketAction(port: .int(Int32(Self.port))), periodSeconds: 1) : nil)
    return Pod(
      metadata: ObjectMeta(
        name: name, namespace: namespace,
        labels: labels.merging([Self.role: role, Self.node: "\(index)"]) { first, _ in first }),
      spec: PodSpec(
        containers: [container], nodeName: node,
        tolerations: [Toleration(operator: "Exists")], restartPolicy: "Never", automountServiceAccountToken: false,
        activeDeadlineSeconds: 3600, terminationGracePeriodSeconds: 0, enableServiceLinks: false))
  }

  /// Removes the pods of a scenario without waiting for their end.
  func removePods(generation: Int, nodes: [String]) async {
    for index in nodes.indices {
      for role in ["client", "server"] {
        let path = ResourcePath.pod(namespace: namespace, name: "\(role)-\(index)-\(generation)")
        try? await client.delete(path, gracePeriodSeconds: 0)
      }
    }
  }

  /// Removes everything that the run created; an error says what is left.
  func removeAll() async throws {
    do {
      try await client.delete(.namespace(namespace), propagation: .background)
    } catch KubernetesError.notFound {
      return
    }
  }
}
