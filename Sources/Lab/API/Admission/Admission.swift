import Foundation

/// What happens to an object between the request and the store: defaults, validation, allocation of ClusterIPs.
struct Admission: Sendable {
  let store: ObjectStore
  /// The prefixes of Services' addresses, one of each of the cluster's families, the primary one first.
  let serviceCIDRs: [IPNetwork]

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
    let families = try families(of: spec, name: name)
    var addresses = spec["clusterIPs"].array.compactMap(\.string)
    if addresses.isEmpty { addresses = [spec["clusterIP"].string].compactMap { $0 }.filter { !$0.isEmpty } }
    if addresses != ["None"] {
      addresses = try families.map { family throws(APIStatus) in
        if let given = addresses.first(family) { return given }
        return try freeClusterIP(family)
      }
    }
    spec["clusterIP"] = .string(addresses.first ?? "")
    spec["clusterIPs"] = .array(addresses.map(JSONValue.string))
    spec["ipFamilies"] = .array(families.map { .string($0.title) })
    spec.setDefault("ipFamilyPolicy", "SingleStack")
    spec.setDefault("internalTrafficPolicy", "Cluster")
    guard ["NodePort", "LoadBalancer"].contains(spec["type"].string ?? "") else { return spec }
    spec.setDefault("externalTrafficPolicy", "Cluster")
    var taken = Set(
      store.list(.services).flatMap { $0["spec"]["ports"].array.compactMap { $0["nodePort"].int } })
    spec["ports"] = .array(
      try spec["ports"].array.map { port throws(APIStatus) in
        var port = port
        if port["nodePort"].int == nil { port["nodePort"] = .int(try Self.freeNodePort(&taken)) }
        return port
      })
    return spec
  }

  /// The families that a Service gets (Kubernetes, “IPv4/IPv6 dual-stack”): those it names, or of the addresses that it
  /// brings along, else the primary one; with a policy for both, all that the cluster has.
  private func families(of spec: JSONValue, name: String) throws(APIStatus) -> [AddressFamily] {
    let available = serviceCIDRs.map(\.family)
    let named = spec["ipFamilies"].array.compactMap(\.string)
    var families: [AddressFamily] = []
    for (index, word) in named.enumerated() {
      guard let family = available.first(where: { $0.title == word }) else {
        throw .invalid(
          kind: "Service", group: "", name: name,
          causes: [.invalidValue(word, "not configured on this cluster", field: "spec.ipFamilies[\(index)]")])
      }
      families.append(family)
    }
    let given = spec["clusterIP"].string.flatMap { $0.isEmpty || $0 == "None" ? nil : AddressFamily(of: $0) }
    if families.isEmpty { families = [given ?? available.first ?? .ipv4] }
    let policy = spec["ipFamilyPolicy"].string ?? "SingleStack"
    guard policy != "SingleStack" else { return Array(families.prefix(1)) }
    families += available.filter { !families.contains($0) }
    guard policy != "RequireDualStack" || families.count > 1 else {
      throw .invalid(
        kind: "Service", group: "", name: name,
        causes: [
          .invalidValue(
            policy, "this cluster is not configured for dual-stack services", field: "spec.ipFamilyPolicy")
        ])
    }
    return families
  }

  /// kube-apiserver's `--service-node-port-range`.
  private static let nodePorts = 30000...32767

  private static func freeNodePort(_ taken: inout Set<Int>) throws(APIStatus) -> Int {
    guard let port = nodePorts.filter({ !taken.contains($0) }).randomElement() else {
      throw .internalError("failed to allocate a nodePort: range is full")
    }
    taken.insert(port)
    return port
  }

  private func freeClusterIP(_ family: AddressFamily) throws(APIStatus) -> String {
    guard let prefix = serviceCIDRs.first(where: { $0.family == family }) else {
      throw .internalError("failed to allocate a serviceIP: there is no \(family.title) range")
    }
    let used = Set(
      store.list(.services).flatMap { service in
        service["spec"]["clusterIPs"].array.compactMap(\.string)
          + [service["spec"]["clusterIP"].string].compactMap { $0 }
      })
    // The lower end is for addresses that people choose, as with Kubernetes' allocator.
    for _ in 0..<1000 {
      let candidate = prefix.address(UInt32.random(in: 256..<(prefix.count - 1)))
      if !used.contains(candidate) { return candidate }
    }
    throw .internalError("failed to allocate a serviceIP: range is full")
  }
}
