import Kubernetes

/// One thing that a run does to the API, and so has to be allowed to do.
public struct RunPermission: Sendable, Hashable {
  /// Where the permission is needed.
  public enum Scope: Sendable, Hashable {
    /// Cluster-scoped resources.
    case cluster
    /// This namespace.
    case namespace(String)
  }

  /// The API verb.
  public var verb: String
  /// The API group; empty for core.
  public var group: String
  /// The plural resource, with its subresource as roles write it: `pods/exec`.
  public var resource: String
  /// The object, where one is known. RBAC cannot restrict `create`, `list` and `deletecollection` to one.
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
    case .namespace(let namespace): "\(verb) \(what) in \(namespace)"
    }
  }
}
