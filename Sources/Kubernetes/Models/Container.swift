/// A container of a pod.
public struct Container: Codable, Sendable, Hashable {
  /// The name, unique in the pod.
  public var name: String
  /// The image reference.
  public var image: String?
  /// Replaces the image's entry point.
  public var command: [String]?
  /// Replaces the image's arguments.
  public var args: [String]?
  /// The working directory.
  public var workingDir: String?
  /// Environment variables.
  public var env: [EnvVar]?
  /// Ports to announce.
  public var ports: [ContainerPort]?
  /// Requests and limits.
  public var resources: ResourceRequirements?
  /// Security settings.
  public var securityContext: SecurityContext?
  /// Decides whether Services send traffic.
  public var readinessProbe: ContainerProbe?
  /// Decides whether the container is restarted.
  public var livenessProbe: ContainerProbe?
  /// `Always`, `IfNotPresent` or `Never`.
  public var imagePullPolicy: String?
  /// Where the pod's volumes are seen.
  public var volumeMounts: [VolumeMount]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    name: String, image: String? = nil, command: [String]? = nil, args: [String]? = nil, workingDir: String? = nil,
    env: [EnvVar]? = nil, ports: [ContainerPort]? = nil, resources: ResourceRequirements? = nil,
    securityContext: SecurityContext? = nil, readinessProbe: ContainerProbe? = nil,
    livenessProbe: ContainerProbe? = nil, imagePullPolicy: String? = nil, volumeMounts: [VolumeMount]? = nil
  ) {
    self.name = name
    self.image = image
    self.command = command
    self.args = args
    self.workingDir = workingDir
    self.env = env
    self.ports = ports
    self.resources = resources
    self.securityContext = securityContext
    self.readinessProbe = readinessProbe
    self.livenessProbe = livenessProbe
    self.imagePullPolicy = imagePullPolicy
    self.volumeMounts = volumeMounts
  }
}

/// An environment variable.
public struct EnvVar: Codable, Sendable, Hashable {
  /// The variable's name.
  public var name: String
  /// Its literal value; absent when it comes from elsewhere.
  public var value: String?
  /// Where its value comes from.
  public var valueFrom: EnvVarSource?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(name: String, value: String? = nil, valueFrom: EnvVarSource? = nil) {
    self.name = name
    self.value = value
    self.valueFrom = valueFrom
  }
}

/// Where an environment variable's value comes from.
public struct EnvVarSource: Codable, Sendable, Hashable {
  /// A field of the pod.
  public var fieldRef: ObjectFieldSelector?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(fieldRef: ObjectFieldSelector? = nil) {
    self.fieldRef = fieldRef
  }
}

/// A field of the pod, for example `spec.nodeName`.
public struct ObjectFieldSelector: Codable, Sendable, Hashable {
  /// The path of the field.
  public var fieldPath: String
  /// The API version of the path.
  public var apiVersion: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(fieldPath: String, apiVersion: String? = nil) {
    self.fieldPath = fieldPath
    self.apiVersion = apiVersion
  }
}

/// A port of a container.
public struct ContainerPort: Codable, Sendable, Hashable {
  /// The port.
  public var containerPort: Int32
  /// A name that Services may refer to.
  public var name: String?
  /// `TCP` (default), `UDP` or `SCTP`.
  public var `protocol`: String?
  /// The same port on the node.
  public var hostPort: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(containerPort: Int32, name: String? = nil, `protocol`: String? = nil, hostPort: Int32? = nil) {
    self.containerPort = containerPort
    self.name = name
    self.`protocol` = `protocol`
    self.hostPort = hostPort
  }
}

/// Requests and limits as Kubernetes quantities (`100m`, `64Mi`).
public struct ResourceRequirements: Codable, Sendable, Hashable {
  /// What the scheduler sets aside.
  public var requests: [String: String]?
  /// What the container may use at most.
  public var limits: [String: String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(requests: [String: String]? = nil, limits: [String: String]? = nil) {
    self.requests = requests
    self.limits = limits
  }
}

/// A readiness or liveness probe.
public struct ContainerProbe: Codable, Sendable, Hashable {
  /// Run a command; exit status 0 is a success.
  public var exec: ExecAction?
  /// Ask by HTTP; a status from 200 to 399 is a success.
  public var httpGet: HTTPGetAction?
  /// Connect by TCP.
  public var tcpSocket: TCPSocketAction?
  /// Seconds before the first probe.
  public var initialDelaySeconds: Int32?
  /// Seconds between probes.
  public var periodSeconds: Int32?
  /// Seconds until a probe counts as failed.
  public var timeoutSeconds: Int32?
  /// Successes in a row that make it pass.
  public var successThreshold: Int32?
  /// Failures in a row that make it fail.
  public var failureThreshold: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    exec: ExecAction? = nil, httpGet: HTTPGetAction? = nil, tcpSocket: TCPSocketAction? = nil,
    initialDelaySeconds: Int32? = nil, periodSeconds: Int32? = nil, timeoutSeconds: Int32? = nil,
    successThreshold: Int32? = nil, failureThreshold: Int32? = nil
  ) {
    self.exec = exec
    self.httpGet = httpGet
    self.tcpSocket = tcpSocket
    self.initialDelaySeconds = initialDelaySeconds
    self.periodSeconds = periodSeconds
    self.timeoutSeconds = timeoutSeconds
    self.successThreshold = successThreshold
    self.failureThreshold = failureThreshold
  }
}

/// A command to run in the container, without a shell.
public struct ExecAction: Codable, Sendable, Hashable {
  /// The command and its arguments.
  public var command: [String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(command: [String]? = nil) {
    self.command = command
  }
}

/// An HTTP request of kubelet.
public struct HTTPGetAction: Codable, Sendable, Hashable {
  /// The path.
  public var path: String?
  /// The port or its name.
  public var port: IntOrString
  /// The host; the pod's address if absent.
  public var host: String?
  /// `HTTP` or `HTTPS`.
  public var scheme: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(path: String? = nil, port: IntOrString, host: String? = nil, scheme: String? = nil) {
    self.path = path
    self.port = port
    self.host = host
    self.scheme = scheme
  }
}

/// A TCP connection of kubelet.
public struct TCPSocketAction: Codable, Sendable, Hashable {
  /// The port or its name.
  public var port: IntOrString
  /// The host; the pod's address if absent.
  public var host: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(port: IntOrString, host: String? = nil) {
    self.port = port
    self.host = host
  }
}
