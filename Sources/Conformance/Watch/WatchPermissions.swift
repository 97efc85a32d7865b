import Kubernetes

extension RunPermission {
  /// What `netproof watch` needs besides the permissions of a run: to follow what the cluster does meanwhile. Without
  /// them it watches the paths all the same, and says what it could not follow.
  public static func watching(cilium: CiliumLocation) -> [RunPermission] {
    let agents = Scope.namespace(cilium.namespace)
    let system = Scope.namespace("kube-system")
    var all = [
      RunPermission("watch", "nodes", in: .cluster, for: "nodes that change meanwhile"),
      RunPermission("watch", "pods", in: agents, for: "agents that restart meanwhile"),
    ]
    all += ["list", "watch"].map {
      RunPermission($0, "configmaps", name: "cilium-config", in: agents, for: "a configuration that changes meanwhile")
    }
    // The agents and the cluster DNS usually share a namespace.
    if agents != system {
      all.append(RunPermission("watch", "pods", in: system, for: "DNS pods that restart meanwhile"))
    }
    return all
  }
}
