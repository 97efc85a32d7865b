/// A Service (`core/v1`).
public struct Service: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Service`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: ServiceSpec?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(apiVersion: String? = "v1", kind: String? = "Service", metadata: ObjectMeta, spec: ServiceSpec? = nil) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}

/// The desired state of a Service.
public struct ServiceSpec: Codable, Sendable, Hashable {
  /// `ClusterIP` (default), `NodePort`, `LoadBalancer` or `ExternalName`.
  public var type: String?
  /// The virtual address; `None` for headless.
  public var clusterIP: String?
  /// The virtual addresses, one per family.
  public var clusterIPs: [String]?
  /// `SingleStack`, `PreferDualStack` or `RequireDualStack`.
  public var ipFamilyPolicy: String?
  /// Labels of the backends.
  public var selector: [String: String]?
  /// The ports.
  public var ports: [ServicePort]?
  /// `Cluster` or `Local`.
  public var externalTrafficPolicy: String?
  /// `Cluster` or `Local`.
  public var internalTrafficPolicy: String?
  /// Whether pods that are not ready count as endpoints.
  public var publishNotReadyAddresses: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    type: String? = nil, clusterIP: String? = nil, clusterIPs: [String]? = nil, selector: [String: String]? = nil,
    ports: [ServicePort]? = nil, externalTrafficPolicy: String? = nil, internalTrafficPolicy: String? = nil,
    publishNotReadyAddresses: Bool? = nil, ipFamilyPolicy: String? = nil
  ) {
    self.ipFamilyPolicy = ipFamilyPolicy
    self.type = type
    self.clusterIP = clusterIP
    self.clusterIPs = clusterIPs
    self.selector = selector
    self.ports = ports
    self.externalTrafficPolicy = externalTrafficPolicy
    self.internalTrafficPolicy = internalTrafficPolicy
    self.publishNotReadyAddresses = publishNotReadyAddresses
  }
}

/// A port of a Service.
public struct ServicePort: Codable, Sendable, Hashable {
  /// The Service's port.
  public var port: Int32
  /// The name; required with several ports.
  public var name: String?
  /// `TCP` (default), `UDP` or `SCTP`.
  public var `protocol`: String?
  /// The pod's port or its name.
  public var targetPort: IntOrString?
  /// The port on every node.
  public var nodePort: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    port: Int32, name: String? = nil, `protocol`: String? = nil, targetPort: IntOrString? = nil,
    nodePort: Int32? = nil
  ) {
    self.port = port
    self.name = name
    self.`protocol` = `protocol`
    self.targetPort = targetPort
    self.nodePort = nodePort
  }
}
