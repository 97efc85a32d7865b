/// Where Cilium lives in a cluster.
public struct CiliumLocation: Sendable, Hashable {
  /// The namespace of the agents and of `cilium-config`.
  public var namespace: String
  /// The agents' DaemonSet, whose selector finds their pods.
  public var daemonSet: String

  /// Makes a location; the defaults are those of Cilium's chart.
  public init(namespace: String = "kube-system", daemonSet: String = "cilium") {
    self.namespace = namespace
    self.daemonSet = daemonSet
  }
}

/// The cluster has no Cilium where it was looked for.
public struct CiliumMissing: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where it was looked for.
  public var location: CiliumLocation

  init(_ location: CiliumLocation) { self.location = location }

  /// What was looked for, and what to do.
  public var description: String {
    """
    No DaemonSet \(location.daemonSet) in namespace \(location.namespace): this cluster does not run Cilium, or runs it \
    elsewhere. `kubectl get daemonsets -A -l k8s-app=cilium` finds it; name it with --cilium-namespace and \
    --cilium-daemonset.
    """
  }
}
