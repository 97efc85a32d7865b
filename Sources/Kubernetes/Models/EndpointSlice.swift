/// A set of backends of a Service (`discovery.k8s.io/v1`).
public struct EndpointSlice: KubernetesObject, Hashable {
  /// `discovery.k8s.io/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `EndpointSlice`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata; the label `kubernetes.io/service-name` names the Service.
  public var metadata: ObjectMeta
  /// `IPv4`, `IPv6` or `FQDN`.
  public var addressType: String?
  /// The backends.
  public var endpoints: [Endpoint]?
  /// The ports of every backend.
  public var ports: [EndpointPort]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "discovery.k8s.io/v1", kind: String? = "EndpointSlice", metadata: ObjectMeta,
    addressType: String? = nil, endpoints: [Endpoint]? = nil, ports: [EndpointPort]? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.addressType = addressType
    self.endpoints = endpoints
    self.ports = ports
  }
}

/// One backend.
public struct Endpoint: Codable, Sendable, Hashable {
  /// Interchangeable addresses; consumers use the first.
  public var addresses: [String]
  /// Readiness.
  public var conditions: EndpointConditions?
  /// The node that it runs on.
  public var nodeName: String?
  /// The pod behind it.
  public var targetRef: ObjectReference?
  /// Its host name.
  public var hostname: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    addresses: [String], conditions: EndpointConditions? = nil, nodeName: String? = nil,
    targetRef: ObjectReference? = nil, hostname: String? = nil
  ) {
    self.addresses = addresses
    self.conditions = conditions
    self.nodeName = nodeName
    self.targetRef = targetRef
    self.hostname = hostname
  }
}

/// Readiness of a backend; absent means unknown, to be read as ready.
public struct EndpointConditions: Codable, Sendable, Hashable {
  /// Whether it takes new connections.
  public var ready: Bool?
  /// As `ready`, whether terminating or not.
  public var serving: Bool?
  /// Whether it is on its way out.
  public var terminating: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(ready: Bool? = nil, serving: Bool? = nil, terminating: Bool? = nil) {
    self.ready = ready
    self.serving = serving
    self.terminating = terminating
  }
}

/// A port of the backends.
public struct EndpointPort: Codable, Sendable, Hashable {
  /// The Service port's name.
  public var name: String?
  /// The port.
  public var port: Int32?
  /// `TCP`, `UDP` or `SCTP`.
  public var `protocol`: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(name: String? = nil, port: Int32? = nil, `protocol`: String? = nil) {
    self.name = name
    self.port = port
    self.`protocol` = `protocol`
  }
}

/// A reference to another object (`core/v1` ObjectReference).
public struct ObjectReference: Codable, Sendable, Hashable {
  /// The kind.
  public var kind: String?
  /// The namespace.
  public var namespace: String?
  /// The name.
  public var name: String?
  /// The unique id.
  public var uid: String?
  /// The API version.
  public var apiVersion: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    kind: String? = nil, namespace: String? = nil, name: String? = nil, uid: String? = nil, apiVersion: String? = nil
  ) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.uid = uid
    self.apiVersion = apiVersion
  }
}
