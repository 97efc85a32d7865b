import Foundation

extension TablePrinter {
  static let namespaces = TablePrinter(columns: [.name, Column("Status"), .age]) { object, now in
    [name(object), object["status"]["phase"], age(object, now)]
  }

  static let nodes = TablePrinter(
    columns: [
      .name, Column("Status"), Column("Roles"), .age, Column("Version"), Column("Internal-IP", wide: true),
      Column("External-IP", wide: true), Column("OS-Image", wide: true), Column("Kernel-Version", wide: true),
      Column("Container-Runtime", wide: true),
    ]
  ) { node, now in
    let info = node["status"]["nodeInfo"]
    let ready = node["status"]["conditions"].array.first { $0["type"] == "Ready" }
    var status = ready?["status"] == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
    if node["spec"]["unschedulable"].bool == true { status += ",SchedulingDisabled" }
    let prefix = "node-role.kubernetes.io/"
    let roles = node["metadata"]["labels"].object.keys.filter { $0.hasPrefix(prefix) }.sorted()
    let kernel = [info["kernelVersion"].string, info["architecture"].string.map { "(\($0))" }].compactMap(\.self)
    return [
      name(node), .string(status), joined(roles.map { String($0.dropFirst(prefix.count)) }), age(node, now),
      info["kubeletVersion"], address(node, "InternalIP"), address(node, "ExternalIP"), orNone(info["osImage"]),
      .string(kernel.joined(separator: " ")), orNone(info["containerRuntimeVersion"]),
    ]
  }

  private static func address(_ node: JSONValue, _ type: String) -> JSONValue {
    let entry = node["status"]["addresses"].array.first { $0["type"].string == type }
    return entry?["address"] ?? "<none>"
  }

  static let services = TablePrinter(
    columns: [
      .name, Column("Type"), Column("Cluster-IP"), Column("External-IP"), Column("Port(s)"), .age,
      Column("Selector", wide: true),
    ]
  ) { service, now in
    let ports = service["spec"]["ports"].array.map { port in
      let node = port["nodePort"].int.map { ":\($0)" } ?? ""
      return "\(port["port"].int ?? 0)\(node)/\(port["protocol"].string ?? "TCP")"
    }
    return [
      name(service), service["spec"]["type"], orNone(service["spec"]["clusterIP"]), "<none>", joined(ports),
      age(service, now), labels(service["spec"]["selector"]),
    ]
  }

  static let endpoints = TablePrinter(columns: [.name, Column("Endpoints"), .age]) { object, now in
    var list: [String] = []
    for subset in object["subsets"].array {
      for port in subset["ports"].array {
        for address in subset["addresses"].array {
          list.append("\(address["ip"].string ?? ""):\(port["port"].int ?? 0)")
        }
      }
    }
    return [name(object), .string(shortened(list, joiner: " + ")), age(object, now)]
  }

  static let endpointSlices = TablePrinter(
    columns: [.name, Column("AddressType"), Column("Ports"), Column("Endpoints"), .age]
  ) { slice, now in
    let ports = slice["ports"].array.compactMap { $0["port"].int }.map(String.init)
    let addresses = slice["endpoints"].array.flatMap { $0["addresses"].array.compactMap(\.string) }
    return [
      name(slice), slice["addressType"], .string(ports.isEmpty ? "<unset>" : shortened(ports, joiner: " + ")),
      .string(addresses.isEmpty ? "<unset>" : shortened(addresses, joiner: " + ")), age(slice, now),
    ]
  }

  /// Three at most, as kubectl's tables do.
  private static func shortened(_ list: [String], joiner: String) -> String {
    guard !list.isEmpty else { return "<none>" }
    let shown = list.prefix(3).joined(separator: ",")
    return list.count > 3 ? "\(shown)\(joiner)\(list.count - 3) more..." : shown
  }

  static let configMaps = TablePrinter(columns: [.name, Column("Data"), .age]) { object, now in
    let count = object["data"].object.count + object["binaryData"].object.count
    return [name(object), .string(String(count)), age(object, now)]
  }

  static let secrets = TablePrinter(columns: [.name, Column("Type"), Column("Data"), .age]) { object, now in
    [name(object), object["type"], .string(String(object["data"].object.count)), age(object, now)]
  }

  static let daemonSets = TablePrinter(
    columns: [
      .name, Column("Desired", type: "integer"), Column("Current", type: "integer"),
      Column("Ready", type: "integer"), Column("Up-to-date", type: "integer"), Column("Available", type: "integer"),
      Column("Node Selector"), .age,
    ] + workloadColumns
  ) { object, now in
    let status = object["status"]
    return [
      name(object), count(status["desiredNumberScheduled"]), count(status["currentNumberScheduled"]),
      count(status["numberReady"]), count(status["updatedNumberScheduled"]), count(status["numberAvailable"]),
      labels(object["spec"]["template"]["spec"]["nodeSelector"]), age(object, now),
    ] + workloadCells(object)
  }

  static let deployments = TablePrinter(
    columns: [.name, Column("Ready"), Column("Up-to-date"), Column("Available"), .age] + workloadColumns
  ) { object, now in
    let status = object["status"]
    let ready = "\(status["readyReplicas"].int ?? 0)/\(object["spec"]["replicas"].int ?? 0)"
    return [
      name(object), .string(ready), count(status["updatedReplicas"]), count(status["availableReplicas"]),
      age(object, now),
    ] + workloadCells(object)
  }

  static let replicaSets = TablePrinter(
    columns: [
      .name, Column("Desired", type: "integer"), Column("Current", type: "integer"),
      Column("Ready", type: "integer"), .age,
    ] + workloadColumns
  ) { object, now in
    [
      name(object), count(object["spec"]["replicas"]), count(object["status"]["replicas"]),
      count(object["status"]["readyReplicas"]), age(object, now),
    ] + workloadCells(object)
  }

  static let leases = TablePrinter(columns: [.name, Column("Holder"), .age]) { object, now in
    [name(object), object["spec"]["holderIdentity"], age(object, now)]
  }

  static let ciliumNodes = TablePrinter(
    columns: [.name, Column("CiliumInternalIP"), Column("InternalIP"), Column("Age", type: "date")]
  ) { node, now in
    func address(_ type: String) -> JSONValue {
      node["spec"]["addresses"].array.first { $0["type"].string == type }?["ip"] ?? ""
    }
    return [name(node), address("CiliumInternalIP"), address("InternalIP"), age(node, now)]
  }

  static let events = TablePrinter(
    columns: [
      Column("Last Seen"), Column("Type"), Column("Reason"), Column("Object"), Column("Subobject", wide: true),
      Column("Source", wide: true), Column("Message"), Column("First Seen", wide: true),
      Column("Count", wide: true), Column("Name", wide: true),
    ]
  ) { event, now in
    let object = event["involvedObject"]
    let target = "\((object["kind"].string ?? "").lowercased())/\(object["name"].string ?? "")"
    let source = [event["source"]["component"].string, event["source"]["host"].string].compactMap(\.self)
    return [
      .string(HumanDuration.age(of: event["lastTimestamp"], at: now)), event["type"], event["reason"], .string(target),
      .string(object["fieldPath"].string ?? ""),
      .string(source.joined(separator: ", ")), .string((event["message"].string ?? "").trimmed),
      .string(HumanDuration.age(of: event["firstTimestamp"], at: now)), .int(event["count"].int ?? 1), name(event),
    ]
  }
}
