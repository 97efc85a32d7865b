extension RunRecord {
  /// Where netproof itself ran, when it ran as a pod of the cluster: from a node that cannot reach the API server, for
  /// instance, less can be established than from its neighbour.
  public struct Runner: Sendable, Codable, Hashable {
    /// The Kubernetes node.
    public var node: String
    /// The pod.
    public var pod: String?

    /// The environment variable with the node's name (`fieldRef: spec.nodeName`).
    public static let nodeVariable = "NODE_NAME"
    /// The environment variable with the pod's name (`fieldRef: metadata.name`).
    public static let podVariable = "POD_NAME"

    /// Makes a description.
    public init(node: String, pod: String? = nil) {
      self.node = node
      self.pod = pod
    }

    /// What the downward API says; `nil` outside a pod, where the same variables may mean anything.
    public init?(environment: [String: String]) {
      guard environment["KUBERNETES_SERVICE_HOST"]?.isEmpty == false, let node = environment[Self.nodeVariable],
        !node.isEmpty
      else { return nil }
      self.init(node: node, pod: environment[Self.podVariable].flatMap { $0.isEmpty ? nil : $0 })
    }
  }
}
