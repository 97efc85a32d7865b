/// One row of the API: everything the facade needs to know of a resource. There is no code per resource beyond this.
struct ResourceType: Sendable {
  var group: String
  var version: String = "v1"
  /// The plural name in paths.
  var plural: String
  var singular: String
  var kind: String
  var namespaced: Bool
  var shortNames: [String] = []
  var categories: [String] = []
  /// Whether `PUT …/status` and `PATCH …/status` exist.
  var hasStatus: Bool = false
  /// Subresources beside `status`, for discovery.
  var subresources: [Subresource] = []
  /// `create` only (reviews): nothing is stored.
  var isVirtual: Bool = false
  /// Whether `metadata.generation` counts changes of the specification.
  var hasGeneration: Bool = false
  /// Members beside `apiVersion`, `kind` and `metadata`; nil when the schema is open.
  var members: Set<String>?
  /// Fields beside `metadata.name` and `metadata.namespace` that a field selector may use.
  var fieldLabels: Set<String> = []
  /// The columns of `kubectl get`.
  var printer: TablePrinter = .nameAndAge

  /// A subresource as discovery lists it.
  struct Subresource: Sendable {
    var name: String
    var kind: String
    var verbs: [String]
    /// The group and version of `kind` when it is not the resource's own.
    var group: String?
    var version: String?
  }

  /// `v1` or `apps/v1`.
  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// What identifies the resource in the store.
  var key: ResourceKey { ResourceKey(group: group, plural: plural) }

  /// The verbs of discovery.
  var verbs: [String] {
    isVirtual ? ["create"] : ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
  }

  /// Every field that a field selector may use.
  var selectableFields: Set<String> {
    fieldLabels.union(namespaced ? ["metadata.name", "metadata.namespace"] : ["metadata.name"])
  }

  /// Whether custom-resource rules hold: no strategic merge.
  var isCustom: Bool { group.hasSuffix("cilium.io") }
}

/// Identifies a resource whatever its version.
struct ResourceKey: Sendable, Hashable {
  var group: String
  var plural: String

  static let namespaces = ResourceKey(group: "", plural: "namespaces")
  static let nodes = ResourceKey(group: "", plural: "nodes")
  static let pods = ResourceKey(group: "", plural: "pods")
  static let services = ResourceKey(group: "", plural: "services")
  static let endpoints = ResourceKey(group: "", plural: "endpoints")
  static let configMaps = ResourceKey(group: "", plural: "configmaps")
  static let serviceAccounts = ResourceKey(group: "", plural: "serviceaccounts")
  static let events = ResourceKey(group: "", plural: "events")
  static let daemonSets = ResourceKey(group: "apps", plural: "daemonsets")
  static let deployments = ResourceKey(group: "apps", plural: "deployments")
  static let replicaSets = ResourceKey(group: "apps", plural: "replicasets")
  static let persistentVolumeClaims = ResourceKey(group: "", plural: "persistentvolumeclaims")
  static let jobs = ResourceKey(group: "batch", plural: "jobs")
  static let cronJobs = ResourceKey(group: "batch", plural: "cronjobs")
  static let endpointSlices = ResourceKey(group: "discovery.k8s.io", plural: "endpointslices")
  static let roles = ResourceKey(group: "rbac.authorization.k8s.io", plural: "roles")
  static let roleBindings = ResourceKey(group: "rbac.authorization.k8s.io", plural: "rolebindings")
  static let clusterRoles = ResourceKey(group: "rbac.authorization.k8s.io", plural: "clusterroles")
  static let clusterRoleBindings = ResourceKey(group: "rbac.authorization.k8s.io", plural: "clusterrolebindings")
  static let leases = ResourceKey(group: "coordination.k8s.io", plural: "leases")
  static let ciliumNodes = ResourceKey(group: "cilium.io", plural: "ciliumnodes")
}
