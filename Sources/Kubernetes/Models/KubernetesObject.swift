/// A stored object: it has metadata, and states its API version and kind when it stands alone.
public protocol KubernetesObject: Codable, Sendable {
  /// The standard metadata.
  var metadata: ObjectMeta { get set }
}

extension KubernetesObject {
  /// The object's name, or an empty string where there is none yet.
  public var name: String { metadata.name ?? "" }
  /// The object's namespace, or `nil` for cluster-scoped objects.
  public var namespace: String? { metadata.namespace }
}
