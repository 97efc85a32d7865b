import Foundation

extension APIFacade {
  /// Paths that are no resource: version, health, metrics, discovery, OpenAPI, the lab's faults.
  func respondElsewhere(_ request: APIRequest) async throws(APIStatus) -> APIResponse {
    let path = request.path
    let isRead = request.method == "GET" || request.method == "HEAD"
    switch path.first {
    case "version" where path.count == 1:
      guard isRead else { throw .methodNotAllowed }
      return .json(Self.version)
    case "healthz", "livez", "readyz": return health(request)
    default: break
    }
    // Discovery is for everybody who says who they are (`system:discovery`); faults and metrics are the administrator's.
    let isOpen = isRead && !path.contains("netproof-lab") && path != ["metrics"]
    guard request.user.isAdministrator || request.user.isAuthenticated && isOpen else {
      throw .forbiddenPath(
        user: request.user.name, verb: request.method.lowercased(), path: "/" + path.joined(separator: "/"))
    }
    if path == ["metrics"] { return .text(metrics.text) }
    // Also below `/apis`, where Kubernetes clients can reach it as a resource.
    let own = path.first == "apis" ? path.dropFirst() : path[...]
    if own.first == "netproof-lab", own.count > 2 { return try await respondToFaults(request, Array(own)) }
    guard
      let answer = Discovery(registry: registry).answer(request) ?? OpenAPIDocument(registry: registry).answer(request)
    else { return .pageNotFound }
    guard isRead else { throw .methodNotAllowed }
    return answer
  }

  private func health(_ request: APIRequest) -> APIResponse {
    let kind = request.path.first ?? "healthz"
    guard request.parameter("verbose") != nil else { return .text("ok") }
    return .text("[+]ping ok\n[+]log ok\n\(kind) check passed\n")
  }

  /// As the recorded server, which is what the lab stands in for.
  static let version: JSONValue = [
    "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35", "gitVersion": "v1.36.2", "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406",
    "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z", "goVersion": "go1.26.3", "compiler": "gc",
    "platform": .string(GoPlatform.name),
  ]

  /// `[/apis]/netproof-lab/v1/faults[/NAME]`: GET tells, PUT switches on, DELETE switches off.
  private func respondToFaults(_ request: APIRequest, _ path: [String]) async throws(APIStatus) -> APIResponse {
    guard path.count <= 4, path[1] == "v1", path[2] == "faults" else { return .pageNotFound }
    guard path.count == 4 else {
      switch request.method {
      case "GET":
        var items: [JSONValue] = []
        for fault in LabFault.allCases { items.append(await describe(fault)) }
        return .json([
          "kind": "FaultList", "apiVersion": "netproof-lab/v1", "metadata": ["resourceVersion": ""],
          "items": .array(items),
        ])
      case "DELETE":
        for fault in LabFault.allCases where await faults.place(of: fault) != nil {
          try await turn(PlacedFault(fault), on: false)
        }
        return .json(["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success"])
      default: throw .methodNotAllowed
      }
    }
    guard let fault = LabFault(rawValue: path[3]) else {
      throw .notFound("faults", group: "netproof-lab", name: path[3])
    }
    switch request.method {
    case "GET": break
    case "PUT", "POST": try await turn(try place(of: fault, in: request.body), on: true)
    case "DELETE": try await turn(PlacedFault(fault), on: false)
    default: throw .methodNotAllowed
    }
    return .json(await describe(fault))
  }

  /// `node` and `direction` of the body, if it has them.
  private func place(of fault: LabFault, in body: Data) throws(APIStatus) -> PlacedFault {
    struct Place: Decodable {
      var node: String?
      var direction: FaultDirection?
    }
    guard !body.isEmpty else { return PlacedFault(fault) }
    guard let place = try? JSONDecoder().decode(Place.self, from: body) else {
      throw .badRequest("the place of a fault is an object with node and direction (in, out), both optional")
    }
    return PlacedFault(fault, node: place.node, direction: place.direction)
  }

  private func turn(_ fault: PlacedFault, on active: Bool) async throws(APIStatus) {
    do {
      try await faults.set(fault, active: active)
    } catch {
      throw .internalError("switching the fault \(fault) \(active ? "on" : "off"): \(error)")
    }
  }

  private func describe(_ fault: LabFault) async -> JSONValue {
    let place = await faults.place(of: fault)
    return [
      "kind": "Fault", "apiVersion": "netproof-lab/v1", "metadata": ["name": .string(fault.rawValue)],
      "name": .string(fault.rawValue),
      "active": .bool(place != nil), "summary": .string(fault.summary),
      "node": place?.node.map(JSONValue.string) ?? .null,
      "direction": place?.direction.map { .string($0.rawValue) } ?? .null,
    ]
  }
}
