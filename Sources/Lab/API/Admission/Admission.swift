import Foundation

/// What happens to an object between the request and the store: defaults, validation, allocation of ClusterIPs.
struct Admission: Sendable {
  let store: ObjectStore
  /// Service addresses, 10.96.0.0/12 in the lab.
  let serviceCIDR: IPv4Range

  /// A new object, ready for the store.
  func admitNew(_ object: JSONValue, type: ResourceType) throws(APIStatus) -> JSONValue {
    var object = object
    switch type.key {
    case .pods:
      object["spec"] = PodDefaults.admit(object["spec"])
      object["status"] = ["phase": "Pending", "qosClass": "BestEffort"]
    case .namespaces:
      object["metadata"]["labels"]["kubernetes.io/metadata.name"] = object["metadata"]["name"]
      object["spec"] = ["finalizers": ["kubernetes"]]
      object["status"] = ["phase": "Active"]
    case .services:
      object["spec"] = try service(object["spec"], name: object["metadata"]["name"].string ?? "")
      object["status"] = ["loadBalancer": [:]]
    case .deployments, .daemonSets, .replicaSets:
      object["spec"] = workload(object["spec"], type: type)
      object["status"] = type.key == .daemonSets ? Self.noDaemonSetStatus : [:]
    case .jobs:
      object["spec"] = BatchDefaults.job(object["spec"])
      object["status"] = [:]
    case .cronJobs:
      object["spec"] = BatchDefaults.cronJob(object["spec"])
      object["status"] = [:]
    case .persistentVolumeClaims:
      object["spec"].setDefault("volumeMode", "Filesystem")
      object["status"] = ["phase": "Pending"]
    case ResourceKey(group: "", plural: "secrets"):
      object.setDefault("type", "Opaque")
      for (key, value) in object["stringData"].strings {
        object["data"][key] = .string(Data(value.utf8).base64EncodedString())
      }
      object["stringData"] = .null
    default: break
    }
    try Validation.check(object, type: type)
    return object
  }

  /// A changed object, ready for the store.
  func admitUpdate(_ object: JSONValue, from old: JSONValue, type: ResourceType) throws(APIStatus) -> JSONValue {
    var object = object
    // The main resource's verbs do not change the status; `…/status` is for that.
    if type.hasStatus, !type.isCustom { object["status"] = old["status"] }
    switch type.key {
    case .pods:
      object["spec"] = PodDefaults.admit(object["spec"])
      try Validation.checkPodUpdate(from: old, to: object)
    case .services:
      for field in ["clusterIP", "clusterIPs"] where object["spec"][field].isEmpty {
        object["spec"][field] = old["spec"][field]
      }
      guard object["spec"]["clusterIP"] == old["spec"]["clusterIP"] else {
        throw .invalid(
          kind: type.kind, group: type.group, name: object["metadata"]["name"].string ?? "",
          causes: [
            .invalidValue(
              object["spec"]["clusterIP"].string ?? "", "field is immutable", field: "spec.clusterIPs[0]")
          ])
      }
      object["spec"] = try service(object["spec"], name: object["metadata"]["name"].string ?? "")
    case .deployments, .daemonSets, .replicaSets:
      object["spec"] = workload(object["spec"], type: type)
      try Validation.checkWorkloadUpdate(from: old, to: object, type: type)
    case .jobs: object["spec"] = BatchDefaults.job(object["spec"])
    case .cronJobs: object["spec"] = BatchDefaults.cronJob(object["spec"])
    case .namespaces:
      object["metadata"]["labels"]["kubernetes.io/metadata.name"] = object["metadata"]["name"]
      object["spec"].setDefault("finalizers", old["spec"]["finalizers"])
    default: break
    }
    try Validation.check(object, type: type)
    return object
  }

  private static let noDaemonSetStatus: JSONValue = [
    "currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0, "numberReady": 0,
  ]

  private func workload(_ spec: JSONValue, type: ResourceType) -> JSONValue {
    var spec = spec
    spec["template"]["spec"] = PodDefaults.apply(to: spec["template"]["spec"])
    switch type.key {
    case .daemonSets:
      spec.setDefault("updateStrategy", ["type": "RollingUpdate"])
      if spec["updateStrategy"]["type"] == "RollingUpdate" {
        spec["updateStrategy"]["rollingUpdate"].setDefault("maxUnavailable", 1)
        spec["updateStrategy"]["rollingUpdate"].setDefault("maxSurge", 0)
      }
      spec.setDefault("revisionHistoryLimit", 10)
    case .deployments:
      spec.setDefault("replicas", 1)
      spec.setDefault("strategy", ["type": "RollingUpdate"])
      if spec["strategy"]["type"] == "RollingUpdate" {
        spec["strategy"]["rollingUpdate"].setDefault("maxUnavailable", "25%")
        spec["strategy"]["rollingUpdate"].setDefault("maxSurge", "25%")
      }
      spec.setDefault("revisionHistoryLimit", 10)
      spec.setDefault("progressDeadlineSeconds", 600)
    default: spec.setDefault("replicas", 1)
    }
    return spec
  }

  private func service(_ spec: JSONValue, name: String) throws(APIStatus) -> JSONValue {
    var spec = spec
    spec.setDefault("type", "ClusterIP")
    spec.setDefault("sessionAffinity", "None")
    spec["ports"] = .array(
      spec["ports"].array.map { port in
        var port = port
        port.setDefault("protocol", "TCP")
        port.setDefault("targetPort", port["port"])
        return port
      })
    guard spec["type"] != "ExternalName" else { return spec }
    if spec["clusterIP"].isEmpty { spec["clusterIP"] = .string(try freeClusterIP()) }
    spec["clusterIPs"] = [spec["clusterIP"]]
    spec.setDefault("ipFamilies", ["IPv4"])
    spec.setDefault("ipFamilyPolicy", "SingleStack")
    spec.setDefault("internalTrafficPolicy", "Cluster")
    return spec
  }

  private func freeClusterIP() throws(APIStatus) -> String {
    let used = Set(store.list(.services).compactMap { $0["spec"]["clusterIP"].string })
    // The lower end is for addresses that people choose, as with Kubernetes' allocator.
    for _ in 0..<1000 {
      let candidate = serviceCIDR.address(at: UInt32.random(in: 256..<(serviceCIDR.count - 1)))
      if !used.contains(candidate) { return candidate }
    }
    throw .internalError("failed to allocate a serviceIP: range is full")
  }
}
