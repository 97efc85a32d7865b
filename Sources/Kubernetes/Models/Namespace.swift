/// A namespace (`core/v1`).
public struct Namespace: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Namespace`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The observed state.
  public var status: NamespaceStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "Namespace", metadata: ObjectMeta, status: NamespaceStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.status = status
  }
}

/// The observed state of a namespace.
public struct NamespaceStatus: Codable, Sendable, Hashable {
  /// `Active` or `Terminating`.
  public var phase: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(phase: String? = nil) {
    self.phase = phase
  }
}
