/// A DaemonSet (`apps/v1`).
public struct DaemonSet: KubernetesObject, Hashable {
  /// `apps/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `DaemonSet`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: WorkloadSpec?
  /// The observed state.
  public var status: DaemonSetStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "apps/v1", kind: String? = "DaemonSet", metadata: ObjectMeta, spec: WorkloadSpec? = nil,
    status: DaemonSetStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// A Deployment (`apps/v1`).
public struct Deployment: KubernetesObject, Hashable {
  /// `apps/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Deployment`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: WorkloadSpec?
  /// The observed state.
  public var status: DeploymentStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "apps/v1", kind: String? = "Deployment", metadata: ObjectMeta, spec: WorkloadSpec? = nil,
    status: DeploymentStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// The desired state of a DaemonSet or Deployment.
public struct WorkloadSpec: Codable, Sendable, Hashable {
  /// Which pods belong to it.
  public var selector: LabelSelector?
  /// The pods to make.
  public var template: PodTemplateSpec?
  /// How many pods a Deployment wants.
  public var replicas: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(selector: LabelSelector? = nil, template: PodTemplateSpec? = nil, replicas: Int32? = nil) {
    self.selector = selector
    self.template = template
    self.replicas = replicas
  }
}

/// The pods that a workload makes.
public struct PodTemplateSpec: Codable, Sendable, Hashable {
  /// The pods' metadata.
  public var metadata: ObjectMeta?
  /// The pods' desired state.
  public var spec: PodSpec?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(metadata: ObjectMeta? = nil, spec: PodSpec? = nil) {
    self.metadata = metadata
    self.spec = spec
  }
}

/// The observed state of a DaemonSet.
public struct DaemonSetStatus: Codable, Sendable, Hashable {
  /// Nodes that should run a pod.
  public var desiredNumberScheduled: Int32?
  /// Nodes that run at least one pod and should.
  public var currentNumberScheduled: Int32?
  /// Nodes whose pod is ready.
  public var numberReady: Int32?
  /// Nodes with a pod of the current template.
  public var updatedNumberScheduled: Int32?
  /// Nodes whose pod is available.
  public var numberAvailable: Int32?
  /// Nodes without an available pod.
  public var numberUnavailable: Int32?
  /// Nodes that run a pod and should not.
  public var numberMisscheduled: Int32?
  /// The generation that this status is about.
  public var observedGeneration: Int64?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    desiredNumberScheduled: Int32? = nil, currentNumberScheduled: Int32? = nil, numberReady: Int32? = nil,
    updatedNumberScheduled: Int32? = nil, numberAvailable: Int32? = nil, numberUnavailable: Int32? = nil,
    numberMisscheduled: Int32? = nil, observedGeneration: Int64? = nil
  ) {
    self.desiredNumberScheduled = desiredNumberScheduled
    self.currentNumberScheduled = currentNumberScheduled
    self.numberReady = numberReady
    self.updatedNumberScheduled = updatedNumberScheduled
    self.numberAvailable = numberAvailable
    self.numberUnavailable = numberUnavailable
    self.numberMisscheduled = numberMisscheduled
    self.observedGeneration = observedGeneration
  }
}

/// The observed state of a Deployment.
public struct DeploymentStatus: Codable, Sendable, Hashable {
  /// Pods that exist.
  public var replicas: Int32?
  /// Pods that are ready.
  public var readyReplicas: Int32?
  /// Pods of the current template.
  public var updatedReplicas: Int32?
  /// Pods that are available.
  public var availableReplicas: Int32?
  /// Pods that are missing.
  public var unavailableReplicas: Int32?
  /// The generation that this status is about.
  public var observedGeneration: Int64?
  /// `Available`, `Progressing`.
  public var conditions: [Condition]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    replicas: Int32? = nil, readyReplicas: Int32? = nil, updatedReplicas: Int32? = nil,
    availableReplicas: Int32? = nil, unavailableReplicas: Int32? = nil, observedGeneration: Int64? = nil,
    conditions: [Condition]? = nil
  ) {
    self.replicas = replicas
    self.readyReplicas = readyReplicas
    self.updatedReplicas = updatedReplicas
    self.availableReplicas = availableReplicas
    self.unavailableReplicas = unavailableReplicas
    self.observedGeneration = observedGeneration
    self.conditions = conditions
  }
}
