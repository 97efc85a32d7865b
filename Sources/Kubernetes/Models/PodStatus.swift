/// The observed state of a pod.
public struct PodStatus: Codable, Sendable, Hashable {
  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  public var phase: String?
  /// The pod's address.
  public var podIP: String?
  /// All addresses, one per family.
  public var podIPs: [PodIP]?
  /// The node's address.
  public var hostIP: String?
  /// `Ready`, `PodScheduled` and others.
  public var conditions: [Condition]?
  /// One entry per container.
  public var containerStatuses: [ContainerStatus]?
  /// One entry per init container.
  public var initContainerStatuses: [ContainerStatus]?
  /// A one-word reason, for example `Evicted`.
  public var reason: String?
  /// A sentence for people.
  public var message: String?
  /// When kubelet accepted the pod.
  public var startTime: Timestamp?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    phase: String? = nil, podIP: String? = nil, podIPs: [PodIP]? = nil, hostIP: String? = nil,
    conditions: [Condition]? = nil, containerStatuses: [ContainerStatus]? = nil,
    initContainerStatuses: [ContainerStatus]? = nil, reason: String? = nil, message: String? = nil,
    startTime: Timestamp? = nil
  ) {
    self.phase = phase
    self.podIP = podIP
    self.podIPs = podIPs
    self.hostIP = hostIP
    self.conditions = conditions
    self.containerStatuses = containerStatuses
    self.initContainerStatuses = initContainerStatuses
    self.reason = reason
    self.message = message
    self.startTime = startTime
  }
}

/// One address of a pod.
public struct PodIP: Codable, Sendable, Hashable {
  /// The address.
  public var ip: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(ip: String) {
    self.ip = ip
  }
}

/// The observed state of a container.
public struct ContainerStatus: Codable, Sendable, Hashable {
  /// The container's name.
  public var name: String
  /// Whether its readiness probe passes.
  public var ready: Bool?
  /// How often it was started again.
  public var restartCount: Int32?
  /// What it is doing now.
  public var state: ContainerState?
  /// How it ended before.
  public var lastState: ContainerState?
  /// The image as resolved.
  public var image: String?
  /// The image's digest.
  public var imageID: String?
  /// The runtime's id.
  public var containerID: String?
  /// Whether its startup probe passed.
  public var started: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    name: String, ready: Bool? = nil, restartCount: Int32? = nil, state: ContainerState? = nil,
    lastState: ContainerState? = nil, image: String? = nil, imageID: String? = nil, containerID: String? = nil,
    started: Bool? = nil
  ) {
    self.name = name
    self.ready = ready
    self.restartCount = restartCount
    self.state = state
    self.lastState = lastState
    self.image = image
    self.imageID = imageID
    self.containerID = containerID
    self.started = started
  }
}

/// Exactly one of the three states of a container.
public struct ContainerState: Codable, Sendable, Hashable {
  /// Not running yet, with the reason.
  public var waiting: ContainerStateWaiting?
  /// Running.
  public var running: ContainerStateRunning?
  /// Ended.
  public var terminated: ContainerStateTerminated?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    waiting: ContainerStateWaiting? = nil, running: ContainerStateRunning? = nil,
    terminated: ContainerStateTerminated? = nil
  ) {
    self.waiting = waiting
    self.running = running
    self.terminated = terminated
  }
}

/// Why a container is not running yet.
public struct ContainerStateWaiting: Codable, Sendable, Hashable {
  /// For example `ImagePullBackOff` or `CrashLoopBackOff`.
  public var reason: String?
  /// A sentence for people.
  public var message: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(reason: String? = nil, message: String? = nil) {
    self.reason = reason
    self.message = message
  }
}

/// A running container.
public struct ContainerStateRunning: Codable, Sendable, Hashable {
  /// When it was started.
  public var startedAt: Timestamp?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(startedAt: Timestamp? = nil) {
    self.startedAt = startedAt
  }
}

/// How a container ended.
public struct ContainerStateTerminated: Codable, Sendable, Hashable {
  /// The exit status; 128 + N for signal N.
  public var exitCode: Int32?
  /// For example `Error` or `OOMKilled`.
  public var reason: String?
  /// A sentence for people.
  public var message: String?
  /// The signal that ended it.
  public var signal: Int32?
  /// When it was started.
  public var startedAt: Timestamp?
  /// When it ended.
  public var finishedAt: Timestamp?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    exitCode: Int32? = nil, reason: String? = nil, message: String? = nil, signal: Int32? = nil,
    startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil
  ) {
    self.exitCode = exitCode
    self.reason = reason
    self.message = message
    self.signal = signal
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}
