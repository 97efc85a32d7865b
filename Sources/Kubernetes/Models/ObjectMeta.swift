/// The metadata that every stored object has (Kubernetes API, `meta/v1` ObjectMeta).
public struct ObjectMeta: Codable, Sendable, Hashable {
  /// The name, unique per namespace and resource; absent only in bookmarks and before a `generateName` create.
  public var name: String?
  /// A prefix from which the server makes the name.
  public var generateName: String?
  /// The namespace; absent for cluster-scoped objects.
  public var namespace: String?
  /// Identifying key/value pairs that selectors match.
  public var labels: [String: String]?
  /// Non-identifying key/value pairs.
  public var annotations: [String: String]?
  /// Unique in time and space; tells an object from its successor of the same name.
  public var uid: String?
  /// The opaque version for watches and optimistic locking.
  public var resourceVersion: String?
  /// Counts changes of the desired state.
  public var generation: Int64?
  /// When the object was created.
  public var creationTimestamp: Timestamp?
  /// When a graceful deletion was asked for; the object is on its way out.
  public var deletionTimestamp: Timestamp?
  /// Seconds granted to a graceful deletion.
  public var deletionGracePeriodSeconds: Int64?
  /// What must be done before the object goes away.
  public var finalizers: [String]?
  /// The objects that this one belongs to.
  public var ownerReferences: [OwnerReference]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    name: String? = nil, generateName: String? = nil, namespace: String? = nil, labels: [String: String]? = nil,
    annotations: [String: String]? = nil, uid: String? = nil, resourceVersion: String? = nil,
    generation: Int64? = nil, creationTimestamp: Timestamp? = nil, deletionTimestamp: Timestamp? = nil,
    deletionGracePeriodSeconds: Int64? = nil, finalizers: [String]? = nil, ownerReferences: [OwnerReference]? = nil
  ) {
    self.name = name
    self.generateName = generateName
    self.namespace = namespace
    self.labels = labels
    self.annotations = annotations
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.generation = generation
    self.creationTimestamp = creationTimestamp
    self.deletionTimestamp = deletionTimestamp
    self.deletionGracePeriodSeconds = deletionGracePeriodSeconds
    self.finalizers = finalizers
    self.ownerReferences = ownerReferences
  }
}

/// A reference to an owning object (`meta/v1` OwnerReference).
public struct OwnerReference: Codable, Sendable, Hashable {
  /// The owner's API version.
  public var apiVersion: String
  /// The owner's kind, for example `DaemonSet`.
  public var kind: String
  /// The owner's name.
  public var name: String
  /// The owner's unique id.
  public var uid: String
  /// Whether the owner manages this object.
  public var controller: Bool?
  /// Whether a foreground deletion of the owner waits for this object.
  public var blockOwnerDeletion: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String, kind: String, name: String, uid: String, controller: Bool? = nil,
    blockOwnerDeletion: Bool? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    self.controller = controller
    self.blockOwnerDeletion = blockOwnerDeletion
  }
}

/// The metadata of a list (`meta/v1` ListMeta).
public struct ListMeta: Codable, Sendable, Hashable {
  /// The version to start a watch from.
  public var resourceVersion: String?
  /// The token for the next page; empty or absent on the last one.
  public var `continue`: String?
  /// About how many items follow this page.
  public var remainingItemCount: Int64?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(resourceVersion: String? = nil, `continue`: String? = nil, remainingItemCount: Int64? = nil) {
    self.resourceVersion = resourceVersion
    self.`continue` = `continue`
    self.remainingItemCount = remainingItemCount
  }
}
