/// Security settings of a container.
public struct SecurityContext: Codable, Sendable, Hashable {
  /// Refuse to start as user 0.
  public var runAsNonRoot: Bool?
  /// The user id.
  public var runAsUser: Int64?
  /// The group id.
  public var runAsGroup: Int64?
  /// All capabilities and devices.
  public var privileged: Bool?
  /// Whether set-user-id programs gain rights.
  public var allowPrivilegeEscalation: Bool?
  /// Whether the root file system is read-only.
  public var readOnlyRootFilesystem: Bool?
  /// Linux capabilities to add and drop.
  public var capabilities: Capabilities?
  /// The system call filter.
  public var seccompProfile: SeccompProfile?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    runAsNonRoot: Bool? = nil, runAsUser: Int64? = nil, runAsGroup: Int64? = nil, privileged: Bool? = nil,
    allowPrivilegeEscalation: Bool? = nil, readOnlyRootFilesystem: Bool? = nil, capabilities: Capabilities? = nil,
    seccompProfile: SeccompProfile? = nil
  ) {
    self.runAsNonRoot = runAsNonRoot
    self.runAsUser = runAsUser
    self.runAsGroup = runAsGroup
    self.privileged = privileged
    self.allowPrivilegeEscalation = allowPrivilegeEscalation
    self.readOnlyRootFilesystem = readOnlyRootFilesystem
    self.capabilities = capabilities
    self.seccompProfile = seccompProfile
  }
}

/// Security settings of a whole pod.
public struct PodSecurityContext: Codable, Sendable, Hashable {
  /// Refuse to start as user 0.
  public var runAsNonRoot: Bool?
  /// The user id.
  public var runAsUser: Int64?
  /// The group id.
  public var runAsGroup: Int64?
  /// The group of mounted volumes.
  public var fsGroup: Int64?
  /// Kernel parameters of the pod's namespaces.
  public var sysctls: [Sysctl]?
  /// The system call filter.
  public var seccompProfile: SeccompProfile?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    runAsNonRoot: Bool? = nil, runAsUser: Int64? = nil, runAsGroup: Int64? = nil, fsGroup: Int64? = nil,
    sysctls: [Sysctl]? = nil, seccompProfile: SeccompProfile? = nil
  ) {
    self.runAsNonRoot = runAsNonRoot
    self.runAsUser = runAsUser
    self.runAsGroup = runAsGroup
    self.fsGroup = fsGroup
    self.sysctls = sysctls
    self.seccompProfile = seccompProfile
  }
}

/// A kernel parameter, for example `net.ipv4.ping_group_range`.
public struct Sysctl: Codable, Sendable, Hashable {
  /// The parameter.
  public var name: String
  /// Its value.
  public var value: String

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Linux capabilities, without `CAP_`.
public struct Capabilities: Codable, Sendable, Hashable {
  /// Added ones, for example `NET_RAW`.
  public var add: [String]?
  /// Dropped ones; `ALL` drops every one.
  public var drop: [String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(add: [String]? = nil, drop: [String]? = nil) {
    self.add = add
    self.drop = drop
  }
}

/// The system call filter of a container.
public struct SeccompProfile: Codable, Sendable, Hashable {
  /// `RuntimeDefault`, `Unconfined` or `Localhost`.
  public var type: String
  /// The profile on the node for `Localhost`.
  public var localhostProfile: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(type: String, localhostProfile: String? = nil) {
    self.type = type
    self.localhostProfile = localhostProfile
  }
}
