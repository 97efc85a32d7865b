/// A ConfigMap (`core/v1`).
public struct ConfigMap: KubernetesObject, Hashable {
  /// `v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `ConfigMap`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The text values, by key.
  public var data: [String: String]?
  /// Whether the values can change.
  public var immutable: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "ConfigMap", metadata: ObjectMeta, data: [String: String]? = nil,
    immutable: Bool? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.data = data
    self.immutable = immutable
  }
}
