/// Settings of Cilium for some nodes (`cilium.io/v2` since 1.16, `v2alpha1` since 1.13): they stand before the
/// `cilium-config` ConfigMap.
public struct CiliumNodeConfig: KubernetesObject, Hashable {
  /// `cilium.io/v2` or `cilium.io/v2alpha1`; absent in the items of a list.
  public var apiVersion: String?
  /// `CiliumNodeConfig`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata; it counts in the agents' namespace only.
  public var metadata: ObjectMeta
  /// Which nodes, and what for them.
  public var spec: CiliumNodeConfigSpec?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "cilium.io/v2", kind: String? = "CiliumNodeConfig", metadata: ObjectMeta,
    spec: CiliumNodeConfigSpec? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}

/// Which nodes are configured, and how.
public struct CiliumNodeConfigSpec: Codable, Sendable, Hashable {
  /// The nodes' labels. Absent, no node is meant; empty, every node is.
  public var nodeSelector: LabelSelector?
  /// Keys and values as in the ConfigMap.
  public var defaults: [String: String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(nodeSelector: LabelSelector? = nil, defaults: [String: String]? = nil) {
    self.nodeSelector = nodeSelector
    self.defaults = defaults
  }
}
