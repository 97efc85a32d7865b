import Foundation

/// Where a resource lives in the API: group, version, namespace, plural resource, name and subresource.
public struct ResourcePath: Sendable, Hashable, CustomStringConvertible {
  /// The API group; empty for the core group.
  public var group: String
  /// The version inside the group, for example `v1`.
  public var version: String
  /// The namespace; `nil` for cluster-scoped resources and for lists over all namespaces.
  public var namespace: String?
  /// The plural resource, for example `pods`.
  public var resource: String
  /// The object's name; `nil` for a collection.
  public var name: String?
  /// The subresource, for example `exec` or `status`.
  public var subresource: String?

  /// Makes a path from its parts.
  public init(
    group: String = "", version: String = "v1", namespace: String? = nil, resource: String, name: String? = nil,
    subresource: String? = nil
  ) {
    self.group = group
    self.version = version
    self.namespace = namespace
    self.resource = resource
    self.name = name
    self.subresource = subresource
  }

  /// The path part of the URL; every part is percent-encoded.
  public var path: String {
    var parts = group.isEmpty ? ["api", version] : ["apis", group, version]
    if let namespace { parts += ["namespaces", namespace] }
    parts.append(resource)
    if let name { parts.append(name) }
    if let subresource { parts.append(subresource) }
    return "/" + parts.map(URLText.encode).joined(separator: "/")
  }

  /// The object of this name in the collection.
  public func named(_ name: String) -> ResourcePath {
    var copy = self
    copy.name = name
    return copy
  }

  /// The same resource with a subresource.
  public func subresource(_ subresource: String) -> ResourcePath {
    var copy = self
    copy.subresource = subresource
    return copy
  }

  /// The path part of the URL.
  public var description: String { path }
}

extension ResourcePath {
  /// All nodes.
  public static let nodes = ResourcePath(resource: "nodes")
  /// One node.
  public static func node(_ name: String) -> ResourcePath { .init(resource: "nodes", name: name) }

  /// All namespaces.
  public static let namespaces = ResourcePath(resource: "namespaces")
  /// One namespace.
  public static func namespace(_ name: String) -> ResourcePath { .init(resource: "namespaces", name: name) }

  /// The pods of a namespace, or of all.
  public static func pods(namespace: String? = nil) -> ResourcePath { .init(namespace: namespace, resource: "pods") }
  /// One pod.
  public static func pod(namespace: String, name: String) -> ResourcePath {
    .init(namespace: namespace, resource: "pods", name: name)
  }

  /// The Services of a namespace, or of all.
  public static func services(namespace: String? = nil) -> ResourcePath {
    .init(namespace: namespace, resource: "services")
  }
  /// One Service.
  public static func service(namespace: String, name: String) -> ResourcePath {
    .init(namespace: namespace, resource: "services", name: name)
  }

  /// The EndpointSlices of a namespace, or of all.
  public static func endpointSlices(namespace: String? = nil) -> ResourcePath {
    .init(group: "discovery.k8s.io", namespace: namespace, resource: "endpointslices")
  }

  /// The ConfigMaps of a namespace, or of all.
  public static func configMaps(namespace: String? = nil) -> ResourcePath {
    .init(namespace: namespace, resource: "configmaps")
  }
  /// One ConfigMap.
  public static func configMap(namespace: String, name: String) -> ResourcePath {
    .init(namespace: namespace, resource: "configmaps", name: name)
  }

  /// The DaemonSets of a namespace, or of all.
  public static func daemonSets(namespace: String? = nil) -> ResourcePath {
    .init(group: "apps", namespace: namespace, resource: "daemonsets")
  }
  /// One DaemonSet.
  public static func daemonSet(namespace: String, name: String) -> ResourcePath {
    .init(group: "apps", namespace: namespace, resource: "daemonsets", name: name)
  }

  /// The Deployments of a namespace, or of all.
  public static func deployments(namespace: String? = nil) -> ResourcePath {
    .init(group: "apps", namespace: namespace, resource: "deployments")
  }
  /// One Deployment.
  public static func deployment(namespace: String, name: String) -> ResourcePath {
    .init(group: "apps", namespace: namespace, resource: "deployments", name: name)
  }

  /// The Jobs of a namespace, or of all.
  public static func jobs(namespace: String? = nil) -> ResourcePath {
    .init(group: "batch", namespace: namespace, resource: "jobs")
  }

  /// The leases of a namespace, or of all.
  public static func leases(namespace: String? = nil) -> ResourcePath {
    .init(group: "coordination.k8s.io", namespace: namespace, resource: "leases")
  }
  /// One lease.
  public static func lease(namespace: String, name: String) -> ResourcePath {
    .init(group: "coordination.k8s.io", namespace: namespace, resource: "leases", name: name)
  }

  /// The events of a namespace, or of all.
  public static func events(namespace: String? = nil) -> ResourcePath {
    .init(namespace: namespace, resource: "events")
  }

  /// All CiliumNodes.
  public static let ciliumNodes = ResourcePath(group: "cilium.io", version: "v2", resource: "ciliumnodes")
  /// One CiliumNode; the name is the Kubernetes node's.
  public static func ciliumNode(_ name: String) -> ResourcePath {
    .init(group: "cilium.io", version: "v2", resource: "ciliumnodes", name: name)
  }

  /// The CiliumNodeConfigs of a namespace; `v2` since Cilium 1.16, `v2alpha1` from 1.13 to 1.19.
  public static func ciliumNodeConfigs(namespace: String, version: String = "v2") -> ResourcePath {
    .init(group: "cilium.io", version: version, namespace: namespace, resource: "ciliumnodeconfigs")
  }

  /// Where access reviews of the own user are created.
  public static let selfSubjectAccessReviews = ResourcePath(
    group: "authorization.k8s.io", resource: "selfsubjectaccessreviews")
}
