import Cilium
import Kubernetes

/// What a probe pod is for.
enum ProbeRole: String, Sendable, CaseIterable {
  /// Sends the probes.
  case client
  /// Answers them.
  case server
}

/// What a run's pods and Services look like: pure, so that a check can show them to the server without making them.
struct ProbePodSpecification: Sendable {
  let runID: String
  let options: GuestOptions
  /// When the pods end by themselves, after their start.
  let lifetime: Duration

  /// The port that server pods listen on: above 1024, which any user may open.
  static let port = 8080
  /// The port of the Services in front of them.
  static let servicePort = 80
  private static let published = ServicePort(
    port: Int32(servicePort), name: "http", protocol: "TCP", targetPort: .int(Int32(port)))
  /// The container's name.
  static let container = "busybox"
  /// `nobody`.
  static let user: Int64 = 65_534

  /// A pod's name; `generation` tells the scenarios' pods apart.
  func podName(_ role: ProbeRole, index: Int, generation: Int) -> String {
    "\(role.rawValue)-\(runID)-\(index)-\(generation)"
  }

  /// The Service in front of the server pod of a node.
  ///
  /// - Parameter families: With both, an address of each is asked for; a cluster that has only one gives that.
  func service(index: Int, families: [IPFamily] = [.ipv4]) -> Service {
    Service(
      metadata: ObjectMeta(
        name: "server-\(runID)-\(index)", namespace: options.namespace,
        labels: RunLabels.of(run: runID).merging([RunLabels.node: "\(index)"]) { first, _ in first }),
      spec: ServiceSpec(
        selector: labels(.server, index: index),
        ports: [Self.published],
        ipFamilyPolicy: families.count > 1 ? "PreferDualStack" : nil))
  }

  /// A Service that opens a port on every node, in front of one server pod or of all.
  ///
  /// - Parameter backend: the place of the node whose server pod is meant; nil for all.
  func nodePortService(_ policy: NodePortQuestion.Policy, backend: Int?, families: [IPFamily]) -> Service {
    let name = ["ports", runID, policy.rawValue.lowercased(), backend.map(String.init)].compactMap { $0 }
    let all = RunLabels.of(run: runID).merging([RunLabels.role: ProbeRole.server.rawValue]) { first, _ in first }
    return Service(
      metadata: ObjectMeta(
        name: name.joined(separator: "-"), namespace: options.namespace, labels: RunLabels.of(run: runID)),
      spec: ServiceSpec(
        type: "NodePort", selector: backend.map { labels(.server, index: $0) } ?? all,
        ports: [Self.published],
        externalTrafficPolicy: policy.rawValue, ipFamilyPolicy: families.count > 1 ? "PreferDualStack" : nil))
  }

  /// The name of that Service inside the cluster.
  func serviceName(index: Int, clusterDomain: String) -> String {
    "server-\(runID)-\(index).\(options.namespace).svc.\(clusterDomain)"
  }

  /// A pod of a node.
  func pod(_ role: ProbeRole, node: String, index: Int, generation: Int) -> Pod {
    var spec = podSpec(role)
    spec.nodeName = node
    spec.restartPolicy = "Never"
    spec.activeDeadlineSeconds = lifetime.components.seconds
    return Pod(
      metadata: ObjectMeta(
        name: podName(role, index: index, generation: generation), namespace: options.namespace,
        labels: labels(role, index: index)),
      spec: spec)
  }

  /// What the pods of a role have in common, however they are made.
  func podSpec(_ role: ProbeRole) -> PodSpec {
    PodSpec(
      containers: [container(role)],
      tolerations: options.tolerations ?? [Toleration(operator: "Exists")],
      automountServiceAccountToken: false, terminationGracePeriodSeconds: 1,
      imagePullSecrets: options.imagePullSecrets.isEmpty
        ? nil : options.imagePullSecrets.map { LocalObjectReference(name: $0) },
      enableServiceLinks: false, securityContext: podSecurity(role))
  }

  private func labels(_ role: ProbeRole, index: Int) -> [String: String] {
    RunLabels.of(run: runID).merging([RunLabels.role: role.rawValue, RunLabels.node: "\(index)"]) { first, _ in first }
  }

  /// As process 1 of its pod, the shell also collects what busybox's `timeout` leaves behind; `sleep` would not.
  static let idle = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"
  private static let serve = """
    mkdir -p /tmp/www && echo "$NODE" >/tmp/www/index.html && exec httpd -f -p \(port) -h /tmp/www
    """

  private func container(_ role: ProbeRole) -> Container {
    let isServer = role == .server
    return Container(
      name: Self.container, image: options.image, command: ["sh", "-c", isServer ? Self.serve : Self.idle],
      // By the downward API: pods that one template makes differ in their node.
      env: [EnvVar(name: "NODE", valueFrom: .init(fieldRef: .init(fieldPath: "spec.nodeName")))],
      ports: isServer ? [ContainerPort(containerPort: Int32(Self.port), name: "http")] : nil,
      resources: ResourceRequirements(
        requests: ["cpu": "10m", "memory": "16Mi"], limits: ["cpu": "500m", "memory": "64Mi"]),
      securityContext: SecurityContext(
        allowPrivilegeEscalation: false, capabilities: capabilities(role),
        seccompProfile: SeccompProfile(type: "RuntimeDefault")),
      readinessProbe: isServer
        ? ContainerProbe(tcpSocket: TCPSocketAction(port: .int(Int32(Self.port))), periodSeconds: 1) : nil)
  }
}

// MARK: - Security

extension ProbePodSpecification {
  /// What container runtimes grant by default besides `NET_RAW`, and Pod Security's baseline permits to name.
  private static let defaultsWithoutRaw = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
  ]

  private func capabilities(_ role: ProbeRole) -> Capabilities {
    switch (role, options.podSecurity) {
    case (.server, _), (.client, .restricted): Capabilities(drop: ["ALL"])
    // Naming NET_RAW would violate the baseline profile, leaving it out of what is dropped does not.
    case (.client, .baseline): Capabilities(drop: Self.defaultsWithoutRaw)
    case (.client, .privileged): Capabilities(add: ["NET_RAW"], drop: ["ALL"])
    }
  }

  private func podSecurity(_ role: ProbeRole) -> PodSecurityContext {
    let seccomp = SeccompProfile(type: "RuntimeDefault")
    // A capability takes effect only for root: Kubernetes has no ambient capabilities.
    if role == .client, options.podSecurity < .restricted {
      return PodSecurityContext(runAsUser: 0, seccompProfile: seccomp)
    }
    // Permits ICMP datagram sockets to this very group.
    let ping = Sysctl(name: "net.ipv4.ping_group_range", value: "\(Self.user) \(Self.user)")
    return PodSecurityContext(
      runAsNonRoot: true, runAsUser: Self.user, runAsGroup: Self.user, sysctls: role == .client ? [ping] : nil,
      seccompProfile: seccomp)
  }
}
