import Kubernetes

/// One thing that a run does to the API, and so has to be allowed to do.
public struct RunPermission: Sendable, Hashable {
  /// Where the permission is needed.
  public enum Scope: Sendable, Hashable {
    /// Cluster-scoped resources.
    case cluster
    /// The run's own namespace, whose name is not known beforehand: a role has to grant it in every namespace.
    case ownNamespace
    /// This namespace.
    case namespace(String)
  }

  /// The API verb.
  public var verb: String
  /// The API group; empty for core.
  public var group: String
  /// The plural resource, with its subresource as roles write it: `pods/exec`.
  public var resource: String
  /// The object, where one is known.
  public var name: String?
  /// Where.
  public var scope: Scope
  /// What for, in a few words.
  public var purpose: String

  init(
    _ verb: String, _ resource: String, group: String = "", name: String? = nil, in scope: Scope, for purpose: String
  ) {
    self.verb = verb
    self.group = group
    self.resource = resource
    self.name = name
    self.scope = scope
    self.purpose = purpose
  }

  /// The question to the API server.
  var attributes: ResourceAttributes {
    let parts = resource.split(separator: "/").map(String.init)
    let namespace: String? =
      switch scope {
      case .cluster: nil
      case .ownNamespace: ProbeFixture.namespace(of: "check")
      case .namespace(let name): name
      }
    return ResourceAttributes(
      verb: verb, resource: parts[0], subresource: parts.count > 1 ? parts[1] : nil, group: group,
      namespace: namespace, name: name)
  }
}

extension RunPermission: CustomStringConvertible {
  /// For example `create pods/exec in kube-system`.
  public var description: String {
    let what = (group.isEmpty ? resource : "\(resource).\(group)") + (name.map { " \($0)" } ?? "")
    return switch scope {
    case .cluster: "\(verb) \(what)"
    case .ownNamespace: "\(verb) \(what) in the run's own namespace"
    case .namespace(let namespace): "\(verb) \(what) in \(namespace)"
    }
  }
}

extension RunPermission {
  /// What a run does that changes nothing but its own namespace.
  public static func verification(ciliumNamespace: String) -> [RunPermission] {
    let cilium = Scope.namespace(ciliumNamespace)
    let system = Scope.namespace("kube-system")
    let apiHome = Scope.namespace("default")
    let slices = "discovery.k8s.io"
    var all = [
      RunPermission("list", "nodes", in: .cluster, for: "which nodes take part"),
      RunPermission("list", "ciliumnodes", group: "cilium.io", in: .cluster, for: "Cilium's node addresses"),
      RunPermission("list", "pods", in: cilium, for: "the Cilium agents"),
      RunPermission("get", "configmaps", name: "cilium-config", in: cilium, for: "the devices setting"),
      RunPermission("get", "services", name: "kubernetes", in: apiHome, for: "the way to the API"),
      RunPermission("list", "endpointslices", group: slices, in: apiHome, for: "the way to the API"),
      RunPermission("get", "services", name: "kube-dns", in: system, for: "the cluster DNS"),
      RunPermission("list", "endpointslices", group: slices, in: system, for: "the cluster DNS"),
      RunPermission("list", "pods", in: system, for: "the cluster DNS pods"),
    ]
    // The upgrade of an exec session is a GET; from Kubernetes 1.35 on it needs `create` as well.
    all += ["get", "create"].flatMap { verb in
      [
        RunPermission(verb, "pods/exec", in: cilium, for: "what the agents say"),
        RunPermission(verb, "pods/exec", in: .ownNamespace, for: "the probes"),
      ]
    }
    all += ["create", "delete", "list", "patch"].map {
      RunPermission($0, "namespaces", in: .cluster, for: "the run's own namespace, and leftovers of dead runs")
    }
    all.append(RunPermission("create", "services", in: .ownNamespace, for: "the probes' Services"))
    all += ["create", "list", "watch", "delete"].map {
      RunPermission($0, "pods", in: .ownNamespace, for: "the probe pods")
    }
    return Self.unique(all)
  }

  /// What changing the `devices` setting needs on top: a walk through scenarios, and `netproof restore`.
  public static func reconfiguration(ciliumNamespace: String) -> [RunPermission] {
    [
      RunPermission(
        "patch", "configmaps", name: "cilium-config", in: .namespace(ciliumNamespace), for: "the devices setting"),
      RunPermission("delete", "pods", in: .namespace(ciliumNamespace), for: "restarting the Cilium agents"),
      RunPermission("delete", "pods", in: .namespace("kube-system"), for: "restarting cluster DNS pods"),
    ]
  }

  /// The agents and the cluster DNS usually share a namespace; one question is enough then.
  private static func unique(_ all: [RunPermission]) -> [RunPermission] {
    var seen: Set<ResourceAttributes> = []
    return all.filter { seen.insert($0.attributes).inserted }
  }
}
