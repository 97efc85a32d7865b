/// A folder of a pod; exactly one source is given.
public struct Volume: Codable, Sendable, Hashable {
  /// The name, unique in the pod.
  public var name: String
  /// A folder that lives and dies with the pod.
  public var emptyDir: EmptyDirVolume?
  /// A folder that outlives pods.
  public var persistentVolumeClaim: ClaimVolume?
  /// A file or folder of the node.
  public var hostPath: HostPathVolume?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    name: String, emptyDir: EmptyDirVolume? = nil, persistentVolumeClaim: ClaimVolume? = nil,
    hostPath: HostPathVolume? = nil
  ) {
    self.name = name
    self.emptyDir = emptyDir
    self.persistentVolumeClaim = persistentVolumeClaim
    self.hostPath = hostPath
  }
}

/// A file or folder of the node.
public struct HostPathVolume: Codable, Sendable, Hashable {
  /// Where it is on the node.
  public var path: String
  /// What has to be there: `Directory`, `Socket`, …; nothing is checked if absent.
  public var type: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(path: String, type: String? = nil) {
    self.path = path
    self.type = type
  }
}

/// A folder that lives and dies with the pod.
public struct EmptyDirVolume: Codable, Sendable, Hashable {
  /// How much it may hold, as a quantity (`256Mi`).
  public var sizeLimit: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(sizeLimit: String? = nil) { self.sizeLimit = sizeLimit }
}

/// A folder that outlives pods.
public struct ClaimVolume: Codable, Sendable, Hashable {
  /// The PersistentVolumeClaim, in the pod's namespace.
  public var claimName: String

  /// Makes the object from its fields.
  public init(claimName: String) { self.claimName = claimName }
}

/// Where a container sees a volume.
public struct VolumeMount: Codable, Sendable, Hashable {
  /// The volume.
  public var name: String
  /// The path in the container.
  public var mountPath: String
  /// Whether nothing can be written.
  public var readOnly: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(name: String, mountPath: String, readOnly: Bool? = nil) {
    self.name = name
    self.mountPath = mountPath
    self.readOnly = readOnly
  }
}

/// A claim to storage (`core/v1`).
public struct PersistentVolumeClaim: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `PersistentVolumeClaim`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// What is claimed.
  public var spec: Specification?

  /// What is claimed.
  public struct Specification: Codable, Sendable, Hashable {
    /// `ReadWriteOnce`, `ReadWriteMany`, ….
    public var accessModes: [String]
    /// The size under `requests.storage`.
    public var resources: ResourceRequirements
    /// The class of storage; the cluster's default if absent.
    public var storageClassName: String?

    /// Makes the object from its fields; what is not given stays out of the JSON.
    public init(accessModes: [String], resources: ResourceRequirements, storageClassName: String? = nil) {
      self.accessModes = accessModes
      self.resources = resources
      self.storageClassName = storageClassName
    }
  }

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "PersistentVolumeClaim", metadata: ObjectMeta,
    spec: Specification? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}
