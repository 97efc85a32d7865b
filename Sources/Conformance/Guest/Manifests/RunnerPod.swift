import Kubernetes

/// The pod in which netproof runs in the cluster. It satisfies Pod Security's `restricted` profile whatever the probe
/// pods need: it opens connections to the API server and writes files, and nothing else.
struct RunnerPod {
  let options: RunnerOptions

  init(_ options: RunnerOptions) { self.options = options }

  /// `nonroot` of distroless images; any user would do.
  static let user: Int64 = 65_532
  /// Where the run's own report folder is, and every other file that it writes.
  static let scratch = "/tmp"
  /// SIGTERM makes a run clean up (45 s at most) and deliver what it has.
  static let gracePeriod: Int64 = 90

  /// One attempt: a verdict is not to be asked for until it is the wanted one. Of a run in parts every part has one, and
  /// a part that finds a deviation stops no other.
  func job() -> JobSpec {
    let parts = options.parts.map(Int32.init)
    return JobSpec(
      completionMode: parts.map { _ in "Indexed" }, completions: parts, parallelism: parts,
      backoffLimit: parts == nil ? 0 : nil, backoffLimitPerIndex: parts.map { _ in 0 },
      activeDeadlineSeconds: Int64(options.deadline.components.seconds),
      template: PodTemplateSpec(
        metadata: ObjectMeta(labels: [RunLabels.managedBy: RunLabels.netproof, RunLabels.role: "runner"]),
        spec: specification))
  }

  private var specification: PodSpec {
    let secrets = options.guest.imagePullSecrets.map { LocalObjectReference(name: $0) }
    return PodSpec(
      containers: [container], nodeSelector: options.nodeSelector.isEmpty ? nil : options.nodeSelector,
      restartPolicy: "Never", automountServiceAccountToken: true, serviceAccountName: options.account,
      terminationGracePeriodSeconds: Self.gracePeriod, imagePullSecrets: secrets.isEmpty ? nil : secrets,
      enableServiceLinks: false,
      securityContext: PodSecurityContext(
        runAsNonRoot: true, runAsUser: Self.user, runAsGroup: Self.user, fsGroup: Self.user,
        seccompProfile: SeccompProfile(type: "RuntimeDefault")),
      volumes: [Volume(name: "scratch", emptyDir: EmptyDirVolume(sizeLimit: "1Gi"))]
        + (options.volume.map { [Volume(name: "reports", persistentVolumeClaim: .init(claimName: $0.claim))] } ?? []))
  }

  /// The container, without what its pod says for all.
  var container: Container {
    Container(
      name: "netproof", image: options.image, args: options.arguments,
      env: Self.environment + (options.parts == nil ? [] : Self.partEnvironment),
      resources: ResourceRequirements(
        requests: ["cpu": "100m", "memory": "64Mi"], limits: ["cpu": "1", "memory": "512Mi"]),
      securityContext: SecurityContext(
        allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: Capabilities(drop: ["ALL"])),
      volumeMounts: [VolumeMount(name: "scratch", mountPath: Self.scratch)]
        + (options.volume == nil ? [] : [VolumeMount(name: "reports", mountPath: ReportVolume.path)]))
  }

  /// What the run cannot know from inside: see ``RunRecord/Runner``.
  static let environment = [
    EnvVar(name: RunRecord.Runner.nodeVariable, valueFrom: .init(fieldRef: .init(fieldPath: "spec.nodeName"))),
    EnvVar(name: RunRecord.Runner.podVariable, valueFrom: .init(fieldRef: .init(fieldPath: "metadata.name"))),
  ]

  /// What the parts of a run have in common: their Job, by the labels that Kubernetes gives its pods.
  static let partEnvironment = [
    EnvVar(
      name: RunShard.runVariable,
      valueFrom: .init(fieldRef: .init(fieldPath: "metadata.labels['batch.kubernetes.io/controller-uid']"))),
    EnvVar(
      name: SampleSeed.jobVariable,
      valueFrom: .init(fieldRef: .init(fieldPath: "metadata.labels['batch.kubernetes.io/job-name']"))),
  ]
}
