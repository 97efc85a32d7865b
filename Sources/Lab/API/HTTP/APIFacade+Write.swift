import Foundation

extension APIFacade {
  /// `POST` to a collection.
  func create(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let representation = try Representation(accept: request.headers["accept"])
    var object = try RequestBody.object(request, type: target.type)
    if target.type.key == .jobs { object = ManualJob.complete(object, namespace: target.namespace, store: store) }
    let warnings = try checkMembers(&object, request, target.type)
    guard object["metadata"]["resourceVersion"].isEmpty else {
      throw .badRequest("resourceVersion should not be set on objects to be created")
    }
    let advice = try advise(object, target)
    let created = try insert(object, request, target)
    return .json(
      represent(created, as: representation, target.type, request), status: 201, headers: warnings + advice)
  }

  /// What Pod Security has to say of a new pod: refused with 403, or warned of.
  private func advise(_ object: JSONValue, _ target: ResourceTarget) throws(APIStatus) -> [(String, String)] {
    guard target.type.key == .pods,
      let namespace = store.get(.namespaces, name: target.namespace ?? object["metadata"]["namespace"].string ?? "")
    else { return [] }
    return try PodSecurity.check(object, namespace: namespace).map { ("Warning", Self.warning($0)) }
  }

  /// RFC 7234's form of a warning.
  private static func warning(_ text: String) -> String {
    "299 - \"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// Admits and stores a new object.
  private func insert(
    _ object: JSONValue, _ request: APIRequest, _ target: ResourceTarget
  ) throws(APIStatus) -> JSONValue {
    var object = object
    let name = object["metadata"]["name"].string ?? object["metadata"]["generateName"].string ?? ""
    if target.type.namespaced {
      let namespace = target.namespace ?? object["metadata"]["namespace"].string ?? "default"
      if let own = object["metadata"]["namespace"].string, own != namespace {
        throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
      }
      object["metadata"]["namespace"] = .string(namespace)
      try checkNamespace(namespace, type: target.type, name: name)
    } else {
      object["metadata"]["namespace"] = .null
    }
    let admitted = try admission.admitNew(object, type: target.type)
    var created = try store.create(target.type.key, admitted, dryRun: request.isDryRun)
    if request.isDryRun { created["metadata"]["resourceVersion"] = .null }
    return created
  }

  private func checkNamespace(_ namespace: String, type: ResourceType, name: String) throws(APIStatus) {
    guard let object = store.get(.namespaces, name: namespace) else {
      throw .notFound("namespaces", group: "", name: namespace)
    }
    if object["status"]["phase"] == "Terminating" {
      throw .namespaceTerminating(namespace, resource: type.plural, group: type.group, name: name)
    }
  }

  /// `PUT` and `PATCH` of an object or its status.
  func change(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let representation = try Representation(accept: request.headers["accept"])
    guard let name = target.name else { throw .methodNotAllowed }
    let edit = try Edit(request, target: target, now: now())
    var warnings: [(String, String)] = []
    if edit.isApply, store.get(target.type.key, namespace: target.namespace, name: name) == nil {
      var object = try edit.applied(to: ["kind": .string(target.type.kind)])
      object["apiVersion"] = .string(target.type.apiVersion)
      object["metadata"]["name"] = .string(name)
      warnings = try checkMembers(&object, request, target.type)
      let created = try insert(object, request, target)
      return .json(represent(created, as: representation, target.type, request), status: 201, headers: warnings)
    }
    let updated = try store.update(
      target.type.key, namespace: target.namespace, name: name, dryRun: request.isDryRun
    ) { present throws(APIStatus) in
      var wanted = try edit.applied(to: present)
      guard wanted["kind"] == present["kind"], wanted["apiVersion"] == present["apiVersion"] else {
        throw .badRequest("the kind or apiVersion of an object cannot be changed")
      }
      if let other = wanted["metadata"]["name"].string, other != name {
        throw .badRequest(
          "the name of the object (\(other)) does not match the name on the URL (\(name))")
      }
      warnings = try checkMembers(&wanted, request, target.type)
      if target.subresource == "status" {
        var result = present
        result["status"] = wanted["status"]
        result["metadata"]["resourceVersion"] = wanted["metadata"]["resourceVersion"]
        return result
      }
      return try admission.admitUpdate(wanted, from: present, type: target.type)
    }
    return .json(represent(updated, as: representation, target.type, request), headers: warnings)
  }

  /// Fields that the schema does not have: dropped, warned of or refused, as `fieldValidation` says.
  private func checkMembers(
    _ object: inout JSONValue, _ request: APIRequest, _ type: ResourceType
  ) throws(APIStatus) -> [(String, String)] {
    guard let known = type.members else { return [] }
    let unknown = object.object.keys.filter { !known.contains($0) && !["apiVersion", "kind", "metadata"].contains($0) }
      .sorted()
    guard !unknown.isEmpty else { return [] }
    for member in unknown { object[member] = .null }
    let texts = unknown.map { "unknown field \"\($0)\"" }
    switch request.parameter("fieldValidation") {
    case "Strict":
      throw .badRequest(
        "\(type.kind) in version \"\(type.version)\" cannot be handled as a \(type.kind): strict decoding error: "
          + texts.joined(separator: ", "))
    case "Ignore": return []
    default: return texts.map { ("Warning", "299 - \"\($0.replacing("\"", with: "\\\""))\"") }
    }
  }

  /// `…/scale` of a Deployment.
  func scale(_ request: APIRequest, _ target: ResourceTarget, _ method: String) throws(APIStatus) -> APIResponse {
    guard let name = target.name, let present = store.get(target.type.key, namespace: target.namespace, name: name)
    else { throw target.notFound }
    guard method != "GET" else { return .json(Self.scale(of: present)) }
    guard method == "PUT" || method == "PATCH" else { throw .methodNotAllowed }
    guard let body = try? JSONValue(parsing: request.body) else { throw .badRequest("the body is no JSON") }
    let wanted = method == "PUT" ? body : MergePatch.apply(body, to: Self.scale(of: present))
    let updated = try store.update(
      target.type.key, namespace: target.namespace, name: name, dryRun: request.isDryRun
    ) { object in
      var object = object
      object["spec"]["replicas"] = .int(wanted["spec"]["replicas"].int ?? 0)
      return object
    }
    return .json(Self.scale(of: updated))
  }

  private static func scale(of object: JSONValue) -> JSONValue {
    let metadata = object["metadata"]
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1",
      "metadata": [
        "name": metadata["name"], "namespace": metadata["namespace"], "uid": metadata["uid"],
        "resourceVersion": metadata["resourceVersion"], "creationTimestamp": metadata["creationTimestamp"],
      ],
      "spec": ["replicas": object["spec"]["replicas"]],
      "status": [
        "replicas": .int(object["status"]["replicas"].int ?? 0),
        "selector": .string(
          object["spec"]["selector"]["matchLabels"].strings.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value)" }.joined(separator: ",")),
      ],
    ]
  }

  /// Reviews: questions that are answered and not stored.
  func review(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    var object = try RequestBody.object(request, type: target.type)
    let isAdministrator = request.user.isAdministrator
    switch target.type.kind {
    case "SelfSubjectReview":
      object["status"] = [
        "userInfo": [
          "username": .string(request.user.name), "groups": .array(request.user.groups.map(JSONValue.string)),
        ]
      ]
    case "SelfSubjectRulesReview":
      object["status"] = [
        "resourceRules": isAdministrator ? [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]] : [],
        "nonResourceRules": isAdministrator ? [["verbs": ["*"], "nonResourceURLs": ["*"]]] : [],
        // Roles are not listed here; a review of one action decides by them.
        "incomplete": .bool(!isAdministrator),
      ]
    default:
      let reason = AccessAttributes(review: object).flatMap { authorizer.reason(request.user, $0) }
      object["status"] = ["allowed": .bool(reason != nil || isAdministrator)]
      if let reason, !reason.isEmpty { object["status"]["reason"] = .string(reason) }
    }
    return .json(object, status: 201)
  }
}

/// A change of an object as a request describes it.
struct Edit: Sendable {
  private let kind: Kind
  private let body: JSONValue
  private let server: ServerSideApply

  private enum Kind: Sendable { case replace, merge, strategic, json, apply }

  /// Reads method, media type and body; 400 and 415 as the API server's.
  init(_ request: APIRequest, target: ResourceTarget, now: Date) throws(APIStatus) {
    server = ServerSideApply(
      manager: request.parameter("fieldManager") ?? "unknown", force: request.flag("force"),
      apiVersion: target.type.apiVersion, now: now)
    guard request.method == "PATCH" else {
      kind = .replace
      body = try RequestBody.object(request, type: target.type)
      return
    }
    switch RequestBody.mediaType(request) {
    case "application/merge-patch+json": kind = .merge
    case "application/strategic-merge-patch+json" where !target.type.isCustom: kind = .strategic
    case "application/json-patch+json": kind = .json
    case "application/apply-patch+yaml", "application/apply-patch+json": kind = .apply
    default:
      let strategic = target.type.isCustom ? "" : "application/strategic-merge-patch+json, "
      throw .unsupportedMediaType(
        accepted: "application/json-patch+json, application/merge-patch+json, \(strategic)"
          + "application/apply-patch+yaml")
    }
    if kind == .apply, request.parameter("fieldManager") == nil {
      throw .badRequest("fieldManager is required for apply patch")
    }
    do {
      body = try kind == .apply ? RequestBody.yaml(request.body) : JSONValue(parsing: request.body)
    } catch {
      throw .badRequest("error decoding patch: \(error)")
    }
  }

  var isApply: Bool { kind == .apply }

  /// The object after the change.
  func applied(to present: JSONValue) throws(APIStatus) -> JSONValue {
    switch kind {
    case .replace: body
    case .merge: MergePatch.apply(body, to: present)
    case .strategic: try StrategicMergePatch.apply(body, to: present)
    case .json: try JSONPatch.apply(body, to: present)
    case .apply: try server.apply(body, to: present)
    }
  }
}
