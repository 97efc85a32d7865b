import Kubernetes

extension RunPermission {
  private static let leases = "coordination.k8s.io"
  private static let slices = "discovery.k8s.io"

  /// What a run does that changes nothing but its own namespace. The same list is asked for by `check` and granted by
  /// `manifests rbac`.
  public static func verification(namespace: String, cilium: CiliumLocation) -> [RunPermission] {
    unique(reading(cilium) + execution(cilium) + living(in: namespace) + makingMany(in: namespace))
  }

  /// What `netproof diagnose` and `netproof bundle` ask a cluster: they read, and make nothing.
  public static func inspection(cilium: CiliumLocation) -> [RunPermission] {
    unique(reading(cilium) + execution(cilium))
  }

  /// What is read of the cluster.
  private static func reading(_ cilium: CiliumLocation) -> [RunPermission] {
    let agents = Scope.namespace(cilium.namespace)
    let system = Scope.namespace("kube-system")
    let apiHome = Scope.namespace("default")
    return [
      RunPermission("list", "nodes", in: .cluster, for: "which nodes take part"),
      RunPermission("list", "ciliumnodes", group: "cilium.io", in: .cluster, for: "Cilium's node addresses"),
      RunPermission(
        "get", "daemonsets", group: "apps", name: cilium.daemonSet, in: agents, for: "how the agents are labelled"),
      RunPermission("list", "pods", in: agents, for: "the Cilium agents"),
      RunPermission("get", "configmaps", name: "cilium-config", in: agents, for: "the devices setting"),
      RunPermission(
        "list", "ciliumnodeconfigs", group: "cilium.io", in: agents, for: "settings of single nodes"),
      RunPermission("get", "services", name: "kubernetes", in: apiHome, for: "the way to the API"),
      RunPermission("list", "endpointslices", group: slices, in: apiHome, for: "the way to the API"),
      RunPermission("get", "services", in: system, for: "the cluster DNS, whatever its Service is called"),
      RunPermission("list", "endpointslices", group: slices, in: system, for: "the cluster DNS"),
      RunPermission("list", "pods", in: system, for: "the cluster DNS pods"),
    ]
  }

  /// The upgrade of an exec session is a GET; from Kubernetes 1.35 on it needs `create` as well.
  private static func execution(_ cilium: CiliumLocation) -> [RunPermission] {
    ["get", "create"].map {
      RunPermission($0, "pods/exec", in: .namespace(cilium.namespace), for: "what the agents say")
    }
  }

  /// What is done in the run's namespace.
  private static func living(in namespace: String) -> [RunPermission] {
    let own = Scope.namespace(namespace)
    var all = [
      RunPermission("get", "namespaces", name: namespace, in: own, for: "whether the namespace is there")
    ]
    all += ["create", "list"].map {
      RunPermission($0, "leases", group: leases, in: own, for: "keeping two runs apart")
    }
    all += ["get", "update", "delete"].map {
      RunPermission($0, "leases", group: leases, name: RunLease.name, in: own, for: "keeping two runs apart")
    }
    all += ["create", "list", "deletecollection"].map {
      RunPermission($0, "services", in: own, for: "the probes' Services")
    }
    all.append(
      RunPermission(
        "list", "endpointslices", group: slices, in: own, for: "whether agents translate the probes' Services rightly"))
    all += ["create", "list", "watch", "deletecollection"].map {
      RunPermission($0, "pods", in: own, for: "the probe pods")
    }
    all += ["get", "create"].map { RunPermission($0, "pods/exec", in: own, for: "the probes") }
    return all
  }

  /// What making the pods of many nodes by one object takes. A run that may not makes them one by one.
  static func makingMany(in namespace: String) -> [RunPermission] {
    let own = Scope.namespace(namespace)
    let verbs = ["create", "get", "list", "deletecollection"]
    return verbs.map { RunPermission($0, "daemonsets", group: "apps", in: own, for: "the probe pods of many nodes") }
      + verbs.map { RunPermission($0, "jobs", group: "batch", in: own, for: "ending them when the run has died") }
  }

  /// What a run needs on top that sends a request to a Service that Cilium's proxy serves.
  public static func asking(_ service: ServiceName) -> [RunPermission] {
    [
      RunPermission(
        "get", "services", name: service.name, in: .namespace(service.namespace), for: "the request by Cilium's proxy")
    ]
  }

  /// What a run needs on top where its namespace is missing: to make it, and to remove it afterwards.
  public static func namespaceCreation(_ namespace: String) -> [RunPermission] {
    [
      RunPermission("create", "namespaces", in: .cluster, for: "the run's namespace, which is missing"),
      RunPermission("delete", "namespaces", name: namespace, in: .cluster, for: "removing that namespace again"),
    ]
  }

  /// What changing the `devices` setting needs on top: `netproof sweep` and `netproof restore`.
  public static func reconfiguration(cilium: CiliumLocation) -> [RunPermission] {
    let agents = Scope.namespace(cilium.namespace)
    return unique([
      RunPermission("patch", "configmaps", name: "cilium-config", in: agents, for: "the devices setting"),
      RunPermission("delete", "pods", in: agents, for: "restarting the Cilium agents"),
      RunPermission("get", "pods/log", in: agents, for: "why an agent does not come back"),
      RunPermission("delete", "pods", in: .namespace("kube-system"), for: "restarting cluster DNS pods"),
    ])
  }

  /// The agents and the cluster DNS usually share a namespace; one question is enough then.
  private static func unique(_ all: [RunPermission]) -> [RunPermission] {
    var seen: Set<ResourceAttributes> = []
    return all.filter { seen.insert($0.attributes).inserted }
  }
}
