/// A pod (`core/v1`), complete enough to create probe pods.
public struct Pod: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Pod`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: PodSpec?
  /// The observed state.
  public var status: PodStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Pod", metadata: ObjectMeta, spec: PodSpec? = nil,
    status: PodStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// The desired state of a pod.
public struct PodSpec: Codable, Sendable, Hashable {
  /// The containers; at least one.
  public var containers: [Container]
  /// Containers that run to completion first.
  public var initContainers: [Container]?
  /// The node; setting it by hand bypasses the scheduler.
  public var nodeName: String?
  /// Labels that the node must have.
  public var nodeSelector: [String: String]?
  /// Which nodes the scheduler may choose.
  public var affinity: Affinity?
  /// Taints that the pod accepts.
  public var tolerations: [Toleration]?
  /// `Always`, `OnFailure` or `Never`.
  public var restartPolicy: String?
  /// Whether the API token is mounted.
  public var automountServiceAccountToken: Bool?
  /// The service account.
  public var serviceAccountName: String?
  /// Seconds after which the pod is failed.
  public var activeDeadlineSeconds: Int64?
  /// Seconds between SIGTERM and SIGKILL.
  public var terminationGracePeriodSeconds: Int64?
  /// Secrets for private registries.
  public var imagePullSecrets: [LocalObjectReference]?
  /// Whether the pod lives in the node's network namespace.
  public var hostNetwork: Bool?
  /// `ClusterFirst`, `Default`, `ClusterFirstWithHostNet` or `None`.
  public var dnsPolicy: String?
  /// The priority class.
  public var priorityClassName: String?
  /// Whether Services are injected as environment variables.
  public var enableServiceLinks: Bool?
  /// Security settings for all containers.
  public var securityContext: PodSecurityContext?
  /// Folders that containers mount.
  public var volumes: [Volume]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    containers: [Container], initContainers: [Container]? = nil, nodeName: String? = nil,
    nodeSelector: [String: String]? = nil, affinity: Affinity? = nil, tolerations: [Toleration]? = nil,
    restartPolicy: String? = nil,
    automountServiceAccountToken: Bool? = nil, serviceAccountName: String? = nil,
    activeDeadlineSeconds: Int64? = nil, terminationGracePeriodSeconds: Int64? = nil,
    imagePullSecrets: [LocalObjectReference]? = nil, hostNetwork: Bool? = nil, dnsPolicy: String? = nil,
    priorityClassName: String? = nil, enableServiceLinks: Bool? = nil, securityContext: PodSecurityContext? = nil,
    volumes: [Volume]? = nil
  ) {
    self.containers = containers
    self.initContainers = initContainers
    self.nodeName = nodeName
    self.nodeSelector = nodeSelector
    self.affinity = affinity
    self.tolerations = tolerations
    self.restartPolicy = restartPolicy
    self.automountServiceAccountToken = automountServiceAccountToken
    self.serviceAccountName = serviceAccountName
    self.activeDeadlineSeconds = activeDeadlineSeconds
    self.terminationGracePeriodSeconds = terminationGracePeriodSeconds
    self.imagePullSecrets = imagePullSecrets
    self.hostNetwork = hostNetwork
    self.dnsPolicy = dnsPolicy
    self.priorityClassName = priorityClassName
    self.enableServiceLinks = enableServiceLinks
    self.securityContext = securityContext
    self.volumes = volumes
  }
}

/// A reference to an object in the same namespace.
public struct LocalObjectReference: Codable, Sendable, Hashable {
  /// The object's name.
  public var name: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(name: String) {
    self.name = name
  }
}

/// A taint that a pod accepts; with operator `Exists` and no key, every taint.
public struct Toleration: Codable, Sendable, Hashable {
  /// The taint's key.
  public var key: String?
  /// `Equal` (default) or `Exists`.
  public var `operator`: String?
  /// The taint's value.
  public var value: String?
  /// The taint's effect; absent for all.
  public var effect: String?
  /// Seconds for which a `NoExecute` taint is accepted.
  public var tolerationSeconds: Int64?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    key: String? = nil, `operator`: String? = nil, value: String? = nil, effect: String? = nil,
    tolerationSeconds: Int64? = nil
  ) {
    self.key = key
    self.`operator` = `operator`
    self.value = value
    self.effect = effect
    self.tolerationSeconds = tolerationSeconds
  }
}
