import Foundation

/// `/api`, `/apis` and what is below, plain and aggregated.
struct Discovery: Sendable {
  let registry: ResourceRegistry

  /// The answer, or nil when the path is none of discovery's.
  func answer(_ request: APIRequest) -> APIResponse? {
    let path = request.path
    let aggregated = request.headers["accept"]?.contains("as=APIGroupDiscoveryList") == true
    switch (path.first, path.count) {
    case ("api", 1):
      if aggregated { return aggregate(core: true, request) }
      return .json([
        "kind": "APIVersions", "apiVersion": "v1", "versions": ["v1"],
        "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "100.64.0.1:6443"]],
      ])
    case ("api", 2) where path[1] == "v1": return .json(resources(group: "", version: "v1"))
    case ("apis", 1):
      if aggregated { return aggregate(core: false, request) }
      return .json(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map(describe))])
    case ("apis", 2):
      guard let found = groups.first(where: { $0.group == path[1] }) else { return nil }
      var group = describe(found)
      group["kind"] = "APIGroup"
      group["apiVersion"] = "v1"
      return .json(group)
    case ("apis", 3):
      guard groups.contains(where: { $0.group == path[1] && $0.version == path[2] }) else { return nil }
      return .json(resources(group: path[1], version: path[2]))
    default: return nil
    }
  }

  private var groups: [(group: String, version: String)] { registry.groupVersions.filter { !$0.group.isEmpty } }

  private func describe(_ group: (group: String, version: String)) -> JSONValue {
    let version: JSONValue = [
      "groupVersion": .string("\(group.group)/\(group.version)"), "version": .string(group.version),
    ]
    return ["name": .string(group.group), "versions": [version], "preferredVersion": version]
  }

  private func types(_ group: String, _ version: String) -> [ResourceType] {
    registry.types.filter { $0.group == group && $0.version == version }.sorted { $0.plural < $1.plural }
  }

  private func resources(group: String, version: String) -> JSONValue {
    var list: [JSONValue] = []
    for type in types(group, version) {
      var entry: JSONValue = [
        "name": .string(type.plural), "singularName": .string(type.singular), "namespaced": .bool(type.namespaced),
        "kind": .string(type.kind), "verbs": Self.strings(type.verbs),
      ]
      if !type.shortNames.isEmpty { entry["shortNames"] = Self.strings(type.shortNames) }
      if !type.categories.isEmpty { entry["categories"] = Self.strings(type.categories) }
      list.append(entry)
      for part in subresources(of: type) {
        var entry: JSONValue = [
          "name": .string("\(type.plural)/\(part.name)"), "singularName": "", "namespaced": .bool(type.namespaced),
          "kind": .string(part.kind), "verbs": Self.strings(part.verbs),
        ]
        if let group = part.group { entry["group"] = .string(group) }
        if let version = part.version { entry["version"] = .string(version) }
        list.append(entry)
      }
    }
    return [
      "kind": "APIResourceList", "apiVersion": "v1",
      "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"), "resources": .array(list),
    ]
  }

  private func subresources(of type: ResourceType) -> [ResourceType.Subresource] {
    type.subresources
      + (type.hasStatus ? [.init(name: "status", kind: type.kind, verbs: ["get", "patch", "update"])] : [])
  }

  private static func strings(_ list: [String]) -> JSONValue { .array(list.map(JSONValue.string)) }

  /// `APIGroupDiscoveryList` of `apidiscovery.k8s.io/v2`: everything in two requests.
  private func aggregate(core: Bool, _ request: APIRequest) -> APIResponse {
    let version = request.headers["accept"]?.contains("v=v2;") == true ? "v2" : "v2beta1"
    let wanted = core ? [("", "v1")] : groups
    let items = wanted.map { group, groupVersion -> JSONValue in
      let resources = types(group, groupVersion).map { aggregated($0) }
      return [
        "metadata": group.isEmpty ? [:] : ["name": .string(group)],
        "versions": [
          ["version": .string(groupVersion), "resources": .array(resources), "freshness": "Current"]
        ],
      ]
    }
    let body: JSONValue = [
      "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"), "metadata": [:],
      "items": .array(items),
    ]
    return .complete(
      status: 200,
      headers: [
        ("Content-Type", "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"),
        ("Vary", "Accept"),
      ], body: Data(body.serialized.utf8))
  }

  private func aggregated(_ type: ResourceType) -> JSONValue {
    let kind: JSONValue = [
      "group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind),
    ]
    var entry: JSONValue = [
      "resource": .string(type.plural), "responseKind": kind, "scope": type.namespaced ? "Namespaced" : "Cluster",
      "singularResource": .string(type.singular), "verbs": Self.strings(type.verbs),
    ]
    if !type.shortNames.isEmpty { entry["shortNames"] = Self.strings(type.shortNames) }
    if !type.categories.isEmpty { entry["categories"] = Self.strings(type.categories) }
    let parts = subresources(of: type).map { part -> JSONValue in
      [
        "subresource": .string(part.name),
        "responseKind": [
          "group": .string(part.group ?? type.group), "version": .string(part.version ?? type.version),
          "kind": .string(part.kind),
        ], "verbs": Self.strings(part.verbs),
      ]
    }
    if !parts.isEmpty { entry["subresources"] = .array(parts) }
    return entry
  }
}
