import Foundation

/// As much OpenAPI as `kubectl apply` needs: that PATCH knows `fieldValidation`, so that kubectl leaves validation to the
/// server. There are no schemas: kubectl then merges built-in kinds by its own types, and custom ones as plain JSON.
struct OpenAPIDocument: Sendable {
  let registry: ResourceRegistry

  /// The answer, or nil when the path is none of OpenAPI's.
  func answer(_ request: APIRequest) -> APIResponse? {
    guard request.path.first == "openapi", request.path.count >= 2 else { return nil }
    switch request.path[1] {
    case "v3" where request.path.count == 2: return .json(["paths": .object(index)])
    case "v3": return document(Array(request.path.dropFirst(2)))
    case "v2":
      if request.headers["accept"]?.contains("protobuf") == true {
        // The empty message is a valid, empty document.
        return .complete(
          status: 200, headers: [("Content-Type", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")],
          body: Data())
      }
      return .json(["swagger": "2.0", "info": Self.info, "paths": [:], "definitions": [:]])
    default: return nil
    }
  }

  private static let info: JSONValue = ["title": "Kubernetes", "version": "v1.36.2"]

  private func prefix(_ group: String, _ version: String) -> String {
    group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
  }

  private var index: [String: JSONValue] {
    Dictionary(
      registry.groupVersions.map { group, version in
        let path = prefix(group, version)
        return (path, ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(RandomName.hash(path))")])
      }, uniquingKeysWith: { first, _ in first })
  }

  private func document(_ path: [String]) -> APIResponse? {
    let wanted = path.joined(separator: "/")
    guard let found = registry.groupVersions.first(where: { prefix($0.group, $0.version) == wanted }) else {
      return nil
    }
    var paths: [String: JSONValue] = [:]
    for type in registry.types
    where type.group == found.group && type.version == found.version && !type.isVirtual {
      let scope = type.namespaced ? "/namespaces/{namespace}" : ""
      paths["/\(wanted)\(scope)/\(type.plural)/{name}"] = ["patch": operation(type)]
    }
    return .json([
      "openapi": "3.0.0", "info": Self.info, "paths": .object(paths), "components": ["schemas": [:]],
    ])
  }

  private func operation(_ type: ResourceType) -> JSONValue {
    let parameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map { name -> JSONValue in
      ["name": .string(name), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
    }
    return [
      "parameters": .array(parameters), "responses": ["200": ["description": "OK"]],
      "x-kubernetes-action": "patch",
      "x-kubernetes-group-version-kind": [
        "group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind),
      ],
    ]
  }
}
