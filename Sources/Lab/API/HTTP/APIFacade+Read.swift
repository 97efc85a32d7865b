import Foundation

extension APIFacade {
  /// `GET` of one object.
  func get(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let representation = try Representation(accept: request.headers["accept"])
    guard let name = target.name,
      let object = store.get(target.type.key, namespace: target.namespace, name: name)
    else { throw target.notFound }
    return .json(represent(object, as: representation, target.type, request))
  }

  /// `GET` of a collection.
  func list(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let representation = try Representation(accept: request.headers["accept"])
    let page = try ListPage(request, filter: try filter(request, target), store: store)
    let type = target.type
    switch representation {
    case .table:
      return .json(
        type.printer.table(
          of: page.objects, metadata: page.metadata, at: now(), includeObject: includeObject(request)))
    case .metadataOnly:
      return .json([
        "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": page.metadata,
        "items": .array(page.objects.map(Self.metadataOnly)),
      ])
    case .plain:
      // Built-in kinds leave kind and apiVersion out of the items, custom resources do not.
      let items = type.isCustom ? page.objects : page.objects.map(Self.withoutType)
      return .json([
        "kind": .string(type.kind + "List"), "apiVersion": .string(type.apiVersion), "metadata": page.metadata,
        "items": .array(items),
      ])
    }
  }

  /// Which objects a list, watch or deletecollection is about.
  func filter(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> ObjectFilter {
    var filter = ObjectFilter(resource: target.type.key, namespace: target.namespace)
    if let text = request.parameter("labelSelector") { filter.labels = try LabelSelector(parsing: text) }
    if let text = request.parameter("fieldSelector") {
      filter.fields = try FieldSelector(parsing: text, supported: target.type.selectableFields)
    }
    if let name = target.name {
      filter.fields.terms.append(.init(path: "metadata.name", value: name, negated: false))
    }
    return filter
  }

  /// One object in the representation that the client asked for.
  func represent(
    _ object: JSONValue, as representation: Representation, _ type: ResourceType, _ request: APIRequest,
    includeColumns: Bool = true
  ) -> JSONValue {
    switch representation {
    case .plain: object
    case .metadataOnly: Self.metadataOnly(object)
    case .table:
      type.printer.table(
        of: [object], metadata: ["resourceVersion": object["metadata"]["resourceVersion"]], at: now(),
        includeObject: includeObject(request), includeColumns: includeColumns)
    }
  }

  private func includeObject(_ request: APIRequest) -> TablePrinter.IncludeObject {
    request.parameter("includeObject").flatMap(TablePrinter.IncludeObject.init) ?? .metadata
  }

  private static func metadataOnly(_ object: JSONValue) -> JSONValue {
    ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"]]
  }

  static func withoutType(_ object: JSONValue) -> JSONValue {
    var object = object
    object["kind"] = .null
    object["apiVersion"] = .null
    return object
  }
}

/// One page of a list, consistent with the revision of the first page.
struct ListPage {
  var objects: [JSONValue]
  var metadata: JSONValue

  init(_ request: APIRequest, filter: ObjectFilter, store: ObjectStore) throws(APIStatus) {
    let limit = try request.number("limit") ?? 0
    var start: String?
    var revision: UInt64?
    if let token = request.parameter("continue"), !token.isEmpty {
      let position = try ContinueToken(token)
      start = position.start
      if position.revision >= 0 { revision = UInt64(position.revision) }
    } else if let text = request.parameter("resourceVersion"), let asked = UInt64(text), asked > 0 {
      let current = store.revision
      guard asked <= current else { throw .futureRevision(asked: asked, current: current) }
      if request.parameter("resourceVersionMatch") == "Exact" { revision = asked }
    }
    guard let (all, at) = store.snapshot(filter, at: revision) else {
      if let start { throw .continueExpired(next: ContinueToken(revision: -1, start: start).text) }
      throw .listExpired
    }
    let rest = start.map { start in all.filter { ContinueToken.key(of: $0) >= start } } ?? all
    metadata = ["resourceVersion": .string(String(at))]
    guard limit > 0, rest.count > limit else {
      objects = rest
      return
    }
    objects = Array(rest.prefix(limit))
    let next = ContinueToken.key(of: rest[limit])
    metadata["continue"] = .string(ContinueToken(revision: Int64(at), start: next).text)
    // With selectors the API server does not count.
    if filter.labels.requirements.isEmpty, filter.fields.terms.isEmpty {
      metadata["remainingItemCount"] = .int(rest.count - limit)
    }
  }
}

/// Where the next page of a list starts (`k8s.io/apiserver/pkg/storage/continue.go`).
struct ContinueToken: Sendable, Hashable {
  /// The revision of the first page; -1 for "whatever is now".
  var revision: Int64
  var start: String

  init(revision: Int64, start: String) {
    self.revision = revision
    self.start = start
  }

  init(_ text: String) throws(APIStatus) {
    var padded = text.replacing("-", with: "+").replacing("_", with: "/")
    while !padded.count.isMultiple(of: 4) { padded += "=" }
    guard let data = Data(base64Encoded: padded), let json = try? JSONValue(parsing: data),
      json["v"] == "meta.k8s.io/v1", let revision = json["rv"].int, let start = json["start"].string
    else { throw .badRequest("invalid continue token: continue key is not valid: \(text)") }
    self.init(revision: Int64(revision), start: start)
  }

  var text: String {
    let json: JSONValue = ["v": "meta.k8s.io/v1", "rv": .int(Int(revision)), "start": .string(start)]
    return Data(json.serialized.utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// The place of an object in its list.
  static func key(of object: JSONValue) -> String {
    let name = ObjectName(of: object)
    return name.namespace.isEmpty ? name.name : "\(name.namespace)/\(name.name)"
  }
}
