import Foundation

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
  /// The values that are no text, by key.
  public var binaryData: [String: Data]?
  /// Whether the values can change.
  public var immutable: Bool?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "v1", kind: String? = "ConfigMap", metadata: ObjectMeta, data: [String: String]? = nil,
    binaryData: [String: Data]? = nil, immutable: Bool? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.data = data
    self.binaryData = binaryData
    self.immutable = immutable
  }
}
