/// The table of resources that the facade serves.
struct ResourceRegistry: Sendable {
  /// In the order of discovery.
  let types: [ResourceType]
  private let byKey: [ResourceKey: ResourceType]

  init(_ types: [ResourceType]) {
    self.types = types
    byKey = Dictionary(types.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The resource with this key.
  subscript(key: ResourceKey) -> ResourceType? { byKey[key] }

  /// The resource at `/apis/GROUP/VERSION/PLURAL`.
  func type(group: String, version: String, plural: String) -> ResourceType? {
    let type = byKey[ResourceKey(group: group, plural: plural)]
    return type?.version == version ? type : nil
  }

  /// Groups and versions in the order of discovery.
  var groupVersions: [(group: String, version: String)] {
    var seen: Set<String> = []
    return types.compactMap { seen.insert($0.apiVersion).inserted ? ($0.group, $0.version) : nil }
  }

  /// What the lab has.
  static let lab = ResourceRegistry(core + storage + others + batch + access)

  private static let core: [ResourceType] = [
    ResourceType(
      group: "", plural: "namespaces", singular: "namespace", kind: "Namespace", namespaced: false,
      shortNames: ["ns"], hasStatus: true, members: ["spec", "status"], fieldLabels: ["status.phase"],
      printer: .namespaces),
    ResourceType(
      group: "", plural: "nodes", singular: "node", kind: "Node", namespaced: false, shortNames: ["no"],
      hasStatus: true, members: ["spec", "status"], fieldLabels: ["spec.unschedulable"], printer: .nodes),
    ResourceType(
      group: "", plural: "pods", singular: "pod", kind: "Pod", namespaced: true, shortNames: ["po"],
      categories: ["all"], hasStatus: true,
      subresources: [
        .init(name: "exec", kind: "PodExecOptions", verbs: ["create", "get"]),
        .init(name: "log", kind: "Pod", verbs: ["get"]),
      ], hasGeneration: true, members: ["spec", "status"],
      fieldLabels: [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.nominatedNodeName",
      ], printer: .pods),
    ResourceType(
      group: "", plural: "services", singular: "service", kind: "Service", namespaced: true, shortNames: ["svc"],
      categories: ["all"], hasStatus: true, members: ["spec", "status"],
      fieldLabels: ["spec.clusterIP", "spec.type"], printer: .services),
    ResourceType(
      group: "", plural: "endpoints", singular: "endpoints", kind: "Endpoints", namespaced: true,
      shortNames: ["ep"], members: ["subsets"], printer: .endpoints),
    ResourceType(
      group: "", plural: "configmaps", singular: "configmap", kind: "ConfigMap", namespaced: true,
      shortNames: ["cm"], members: ["data", "binaryData", "immutable"], printer: .configMaps),
    ResourceType(
      group: "", plural: "secrets", singular: "secret", kind: "Secret", namespaced: true,
      members: ["data", "stringData", "type", "immutable"], fieldLabels: ["type"], printer: .secrets),
    ResourceType(
      group: "", plural: "serviceaccounts", singular: "serviceaccount", kind: "ServiceAccount", namespaced: true,
      shortNames: ["sa"],
      subresources: [
        .init(name: "token", kind: "TokenRequest", verbs: ["create"], group: "authentication.k8s.io", version: "v1")
      ], members: ["secrets", "imagePullSecrets", "automountServiceAccountToken"]),
    ResourceType(
      group: "", plural: "events", singular: "event", kind: "Event", namespaced: true, shortNames: ["ev"],
      fieldLabels: [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
        "reportingComponent", "source", "type",
      ], printer: .events),
  ]

  private static let storage: [ResourceType] = [
    ResourceType(
      group: "", plural: "persistentvolumeclaims", singular: "persistentvolumeclaim", kind: "PersistentVolumeClaim",
      namespaced: true, shortNames: ["pvc"], hasStatus: true, members: ["spec", "status"],
      printer: .persistentVolumeClaims)
  ]

  private static let batch: [ResourceType] = [
    ResourceType(
      group: "batch", plural: "cronjobs", singular: "cronjob", kind: "CronJob", namespaced: true, shortNames: ["cj"],
      categories: ["all"], hasStatus: true, hasGeneration: true, members: ["spec", "status"], printer: .cronJobs),
    ResourceType(
      group: "batch", plural: "jobs", singular: "job", kind: "Job", namespaced: true, categories: ["all"],
      hasStatus: true, hasGeneration: true, members: ["spec", "status"], fieldLabels: ["status.successful"],
      printer: .jobs),
  ]

  private static let access: [ResourceType] = [
    ResourceType(
      group: "rbac.authorization.k8s.io", plural: "roles", singular: "role", kind: "Role", namespaced: true,
      members: ["rules"]),
    ResourceType(
      group: "rbac.authorization.k8s.io", plural: "rolebindings", singular: "rolebinding", kind: "RoleBinding",
      namespaced: true, members: ["roleRef", "subjects"]),
    ResourceType(
      group: "rbac.authorization.k8s.io", plural: "clusterroles", singular: "clusterrole", kind: "ClusterRole",
      namespaced: false, members: ["rules", "aggregationRule"]),
    ResourceType(
      group: "rbac.authorization.k8s.io", plural: "clusterrolebindings", singular: "clusterrolebinding",
      kind: "ClusterRoleBinding", namespaced: false, members: ["roleRef", "subjects"]),
  ]

  private static let others: [ResourceType] = [
    ResourceType(
      group: "apps", plural: "daemonsets", singular: "daemonset", kind: "DaemonSet", namespaced: true,
      shortNames: ["ds"], categories: ["all"], hasStatus: true, hasGeneration: true, members: ["spec", "status"],
      printer: .daemonSets),
    ResourceType(
      group: "apps", plural: "deployments", singular: "deployment", kind: "Deployment", namespaced: true,
      shortNames: ["deploy"], categories: ["all"], hasStatus: true,
      subresources: [
        .init(
          name: "scale", kind: "Scale", verbs: ["get", "patch", "update"], group: "autoscaling", version: "v1")
      ], hasGeneration: true, members: ["spec", "status"], printer: .deployments),
    ResourceType(
      group: "apps", plural: "replicasets", singular: "replicaset", kind: "ReplicaSet", namespaced: true,
      shortNames: ["rs"], categories: ["all"], hasStatus: true, hasGeneration: true, members: ["spec", "status"],
      fieldLabels: ["status.replicas"], printer: .replicaSets),
    ResourceType(
      group: "apps", plural: "controllerrevisions", singular: "controllerrevision", kind: "ControllerRevision",
      namespaced: true, members: ["data", "revision"]),
    ResourceType(
      group: "authorization.k8s.io", plural: "selfsubjectaccessreviews", singular: "selfsubjectaccessreview",
      kind: "SelfSubjectAccessReview", namespaced: false, isVirtual: true, members: ["spec", "status"]),
    ResourceType(
      group: "authorization.k8s.io", plural: "selfsubjectrulesreviews", singular: "selfsubjectrulesreview",
      kind: "SelfSubjectRulesReview", namespaced: false, isVirtual: true, members: ["spec", "status"]),
    ResourceType(
      group: "authentication.k8s.io", plural: "selfsubjectreviews", singular: "selfsubjectreview",
      kind: "SelfSubjectReview", namespaced: false, isVirtual: true, members: ["status"]),
    ResourceType(
      group: "coordination.k8s.io", plural: "leases", singular: "lease", kind: "Lease", namespaced: true,
      members: ["spec"], printer: .leases),
    ResourceType(
      group: "discovery.k8s.io", plural: "endpointslices", singular: "endpointslice", kind: "EndpointSlice",
      namespaced: true, members: ["addressType", "endpoints", "ports"], printer: .endpointSlices),
    ResourceType(
      group: "cilium.io", version: "v2", plural: "ciliumnodes", singular: "ciliumnode", kind: "CiliumNode",
      namespaced: false, shortNames: ["cn", "ciliumn"], categories: ["cilium"], hasStatus: true, hasGeneration: true,
      printer: .ciliumNodes),
    ResourceType(
      group: "cilium.io", version: "v2", plural: "ciliumendpoints", singular: "ciliumendpoint",
      kind: "CiliumEndpoint", namespaced: true, shortNames: ["cep", "ciliumep"], categories: ["cilium"],
      hasStatus: true, hasGeneration: true),
  ]
}
