/// A lease (`coordination.k8s.io/v1`).
public struct Lease: KubernetesObject, Hashable {
  /// `coordination.k8s.io/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Lease`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The lease itself.
  public var spec: LeaseSpec?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "coordination.k8s.io/v1", kind: String? = "Lease", metadata: ObjectMeta,
    spec: LeaseSpec? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}

/// Who holds a lease and until when.
public struct LeaseSpec: Codable, Sendable, Hashable {
  /// The holder.
  public var holderIdentity: String?
  /// Seconds after `renewTime` when others may take it.
  public var leaseDurationSeconds: Int32?
  /// When the holder took it (microseconds).
  public var acquireTime: Timestamp?
  /// When the holder renewed it (microseconds).
  public var renewTime: Timestamp?
  /// How often the holder changed.
  public var leaseTransitions: Int32?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    holderIdentity: String? = nil, leaseDurationSeconds: Int32? = nil, acquireTime: Timestamp? = nil,
    renewTime: Timestamp? = nil, leaseTransitions: Int32? = nil
  ) {
    self.holderIdentity = holderIdentity
    self.leaseDurationSeconds = leaseDurationSeconds
    self.acquireTime = acquireTime
    self.renewTime = renewTime
    self.leaseTransitions = leaseTransitions
  }
}
