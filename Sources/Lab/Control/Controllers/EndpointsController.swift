import Foundation

/// Endpoints and EndpointSlices of every Service with a selector.
struct EndpointsController: Controller {
  let name = "endpoints-controller"
  let store: ObjectStore

  func reconcile() throws(APIStatus) {
    let services = store.list(.services)
    for service in services where !service["spec"]["selector"].isEmpty && !service.isTerminating {
      try reconcile(service)
    }
    // Endpoints carry no owner reference; they go with the Service of their name.
    let names = Set(services.map { ObjectName(of: $0) })
    for endpoints in store.list(.endpoints) where !names.contains(ObjectName(of: endpoints)) {
      store.remove(.endpoints, namespace: endpoints.namespace, name: endpoints.name)
    }
  }

  private func reconcile(_ service: JSONValue) throws(APIStatus) {
    let selector = LabelSelector(matching: service["spec"]["selector"].strings)
    let pods = store.list(.pods, namespace: service.namespace).filter {
      selector.matches($0.labels) && !$0["status"]["podIP"].isEmpty && !$0.isTerminating
        && !["Failed", "Succeeded"].contains($0["status"]["phase"].string ?? "")
    }
    let families = service["spec"]["ipFamilies"].array.compactMap(\.string)
    try writeEndpoints(service, Self.subsets(service, pods))
    for family in AddressFamily.allCases where families.contains(family.title) || (families.isEmpty && family == .ipv4)
    {
      try writeSlice(service, pods, family)
    }
  }

  /// The `subsets` of an Endpoints object. Pods whose named ports differ come in subsets of their own.
  static func subsets(_ service: JSONValue, _ pods: [JSONValue]) -> JSONValue {
    let groups = Dictionary(grouping: pods) { ports(service, of: $0) }
    let ordered = groups.sorted { $0.key.serialized < $1.key.serialized }
    return .array(
      ordered.map { ports, pods in
        var subset: JSONValue = ["ports": ports]
        let family = service["spec"]["ipFamilies"].array.first?.string ?? AddressFamily.ipv4.title
        let ready = pods.filter { $0.isTrue(condition: "Ready") }.compactMap { address($0, family) }
        let waiting = pods.filter { !$0.isTrue(condition: "Ready") }.compactMap { address($0, family) }
        if !ready.isEmpty { subset["addresses"] = .array(ready) }
        if !waiting.isEmpty { subset["notReadyAddresses"] = .array(waiting) }
        return subset
      })
  }

  private static func address(_ pod: JSONValue, _ family: String) -> JSONValue? {
    podIP(pod, family).map {
      ["ip": .string($0), "nodeName": pod["spec"]["nodeName"], "targetRef": reference(pod)]
    }
  }

  /// A pod's address of a family, named as in `ipFamilies`.
  private static func podIP(_ pod: JSONValue, _ family: String) -> String? {
    let listed = pod["status"]["podIPs"].array.compactMap { $0["ip"].string }
    let all = listed.isEmpty ? [pod["status"]["podIP"].string].compactMap { $0 } : listed
    return all.first { AddressFamily(of: $0).title == family }
  }

  private static func reference(_ pod: JSONValue) -> JSONValue {
    [
      "kind": "Pod", "namespace": .string(pod.namespace ?? ""), "name": .string(pod.name), "uid": .string(pod.uid),
    ]
  }

  /// A Service's ports as they are on a pod: named target ports are the container's.
  static func ports(_ service: JSONValue, of pod: JSONValue) -> JSONValue {
    .array(
      service["spec"]["ports"].array.compactMap { port in
        let proto = port["protocol"].string ?? "TCP"
        guard let number = target(port["targetPort"], proto, of: pod) ?? port["targetPort"].int else { return nil }
        var entry: JSONValue = ["port": .int(number), "protocol": .string(proto)]
        if !port["name"].isEmpty { entry["name"] = port["name"] }
        return entry
      })
  }

  private static func target(_ target: JSONValue, _ proto: String, of pod: JSONValue) -> Int? {
    guard let name = target.string else { return target.int }
    let ports = pod["spec"]["containers"].array.flatMap { $0["ports"].array }
    return ports.first { $0["name"].string == name && ($0["protocol"].string ?? "TCP") == proto }?["containerPort"].int
  }

  private func writeEndpoints(_ service: JSONValue, _ subsets: JSONValue) throws(APIStatus) {
    if store.get(.endpoints, namespace: service.namespace, name: service.name) == nil {
      try store.create(
        .endpoints,
        [
          "apiVersion": "v1", "kind": "Endpoints",
          "metadata": [
            "name": .string(service.name), "namespace": .string(service.namespace ?? ""),
            "labels": service["metadata"]["labels"],
          ], "subsets": subsets,
        ])
      return
    }
    try store.update(.endpoints, namespace: service.namespace, name: service.name) { present in
      var object = present
      object["subsets"] = subsets
      return object
    }
  }

  private func writeSlice(
    _ service: JSONValue, _ pods: [JSONValue], _ family: AddressFamily
  ) throws(APIStatus) {
    let key = service.uid + (family == .ipv4 ? "" : family.title)
    let name = "\(service.name)-\(RandomName.hash(key, length: 5))"
    let endpoints = pods.compactMap { pod -> JSONValue? in
      guard let address = Self.podIP(pod, family.title) else { return nil }
      let ready = pod.isTrue(condition: "Ready")
      return [
        "addresses": [.string(address)],
        "conditions": ["ready": .bool(ready), "serving": .bool(ready), "terminating": false],
        "nodeName": pod["spec"]["nodeName"], "targetRef": Self.reference(pod),
      ]
    }
    let ports = pods.first.map { Self.ports(service, of: $0) } ?? []
    if store.get(.endpointSlices, namespace: service.namespace, name: name) == nil {
      var labels = service["metadata"]["labels"]
      labels["kubernetes.io/service-name"] = .string(service.name)
      labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io"
      try store.create(
        .endpointSlices,
        [
          "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
          "metadata": [
            "name": .string(name), "generateName": .string("\(service.name)-"),
            "namespace": .string(service.namespace ?? ""), "labels": labels,
            "ownerReferences": [service.asController],
          ], "addressType": .string(family.title), "endpoints": .array(endpoints), "ports": ports,
        ])
      return
    }
    try store.update(.endpointSlices, namespace: service.namespace, name: name) { present in
      var object = present
      object["endpoints"] = .array(endpoints)
      object["ports"] = ports
      return object
    }
  }
}
