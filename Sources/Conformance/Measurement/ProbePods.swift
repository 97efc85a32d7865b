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

  /// Creates the namespace and a Service in front of each server pod that gets one; returns their ClusterIPs by node.
  func createServices(_ sample: PairSample) async throws -> [String: IPv4Address] {
    let metadata = ObjectMeta(
      name: namespace, labels: labels.merging(Self.admission) { first, _ in first },
      annotations: RunLifetime.annotations(at: Date()))
    _ = try await client.create(Namespace(metadata: metadata), at: .namespaces, as: Namespace.self)
    let served = Set(sample.serviceTargets)
    var addresses: [String: IPv4Address] = [:]
    try await FanOut.each(
      sample.nodes.enumerated().filter { served.contains($0.element) }, atOnce: Pace.changedObjects
    ) { index, node -> (String, IPv4Address?) in
      let service = Service(
        metadata: ObjectMeta(name: "server-\(index)", labels: labels),
        spec: ServiceSpec(
          selector: [Self.role: "server", Self.node: "\(index)"],
          ports: [ServicePort(port: 80, name: "http", protocol: "TCP", targetPort: .int(Int32(Self.port)))]))
      let made = try await client.create(service, at: .services(namespace: namespace), as: Service.self)
      return (node, made.spec?.clusterIP.flatMap { IPv4Address($0) })
    } take: { node, address in
      addresses[node] = address
    }
    return addresses
  }

  /// Creates the pods of a scenario and waits until each runs, or its time is up.
  func startPods(nodes: [String], generation: Int, timeout: Duration) async throws -> ProbePods {
    var refused: [String: AgentShell.Failure] = [:]
    let wanted = nodes.enumerated().flatMap { index, node in
      ["client", "server"].map { role in
        specification(role: role, name: "\(role)-\(index)-\(generation)", node: node, index: index)
      }
    }
    try await FanOut.each(wanted, atOnce: Pace.changedObjects) { pod -> (String, AgentShell.Failure?) in
      let name = pod.metadata.name ?? ""
      do {
        _ = try await client.create(pod, at: .pods(namespace: namespace), as: Pod.self)
        return (name, nil)
      } catch let error as KubernetesError {
        return (name, AgentShell.Failure(description: "\(error)"))
      }
    } take: { name, failure in
      refused[name] = failure
    }
    let names = wanted.compactMap(\.metadata.name).filter { refused[$0] == nil }
    let wait = PodReadiness(client: client, namespace: namespace, selector: "\(Self.run)=\(runID)")
    let running = try await wait.wait(for: Set(names), timeout: timeout)
    func result(_ role: String, _ index: Int) -> Result<ProbePods.Running, AgentShell.Failure> {
      let name = "\(role)-\(index)-\(generation)"
      switch (refused[name], running[name]) {
      case (nil, .success(let pod)?): return .success(pod)
      case (let failure?, _), (nil, .failure(let failure)?):
        let description = "\(NotMeasured.podNotRunning): \(namespace)/\(name): \(failure)"
        return .failure(AgentShell.Failure(description: description))
      case (nil, nil):
        return .failure(AgentShell.Failure(description: "\(NotMeasured.podNotRunning): \(namespace)/\(name)"))
      }
    }
    return ProbePods(
      nodes: Dictionary(
        nodes.enumerated().map { index, node in
          (node, ProbePods.Pair(client: result("client", index), server: result("server", index)))
        }, uniquingKeysWith: { first, _ in first }))
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
    let names = nodes.indices.flatMap { index in ["client", "server"].map { "\($0)-\(index)-\(generation)" } }
    await FanOut.each(names, atOnce: Pace.changedObjects) { name in
      // What cannot be removed now goes with everything else at the end of the run.
      try? await client.delete(.pod(namespace: namespace, name: name), gracePeriodSeconds: 0)
    } take: { _ in
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
