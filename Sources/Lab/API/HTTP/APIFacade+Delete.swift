import Foundation

extension APIFacade {
  /// `DELETE` of one object.
  func delete(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    guard let name = target.name,
      let object = store.get(target.type.key, namespace: target.namespace, name: name)
    else { throw target.notFound }
    let options = try DeleteOptions(request)
    try options.check(object, type: target.type)
    guard let remaining = try remove(object, target.type, options, dryRun: request.isDryRun) else {
      var details: JSONValue = [
        "name": .string(name), "kind": .string(target.type.plural), "uid": object["metadata"]["uid"],
      ]
      if !target.type.group.isEmpty { details["group"] = .string(target.type.group) }
      return .json([
        "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details,
      ])
    }
    return .json(remaining)
  }

  /// `DELETE` of a collection: the selected objects are returned.
  func deleteCollection(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let options = try DeleteOptions(request)
    let (objects, revision) = store.snapshot(try filter(request, target))
    var items: [JSONValue] = []
    for object in objects {
      items.append(try remove(object, target.type, options, dryRun: request.isDryRun) ?? object)
    }
    return .json([
      "kind": .string(target.type.kind + "List"), "apiVersion": .string(target.type.apiVersion),
      "metadata": ["resourceVersion": .string(String(revision))],
      "items": .array(target.type.isCustom ? items : items.map(Self.withoutType)),
    ])
  }

  /// Removes an object or marks it. Returns the object when it remains for a while, nil when it is gone.
  private func remove(
    _ object: JSONValue, _ type: ResourceType, _ options: DeleteOptions, dryRun: Bool
  ) throws(APIStatus) -> JSONValue? {
    if options.orphan { try orphanDependents(of: object, dryRun: dryRun) }
    let removal = ObjectRemoval(store: store, now: now())
    return try removal.remove(object, type, gracePeriod: options.gracePeriod, dryRun: dryRun)
  }

  private func orphanDependents(of owner: JSONValue, dryRun: Bool) throws(APIStatus) {
    guard !dryRun, let uid = owner["metadata"]["uid"].string else { return }
    for type in registry.types where type.namespaced && !type.isVirtual {
      for object in store.list(type.key, namespace: owner["metadata"]["namespace"].string)
      where object["metadata"]["ownerReferences"].array.contains(where: { $0["uid"].string == uid }) {
        let name = object["metadata"]["name"].string ?? ""
        try store.update(type.key, namespace: object["metadata"]["namespace"].string, name: name) { present in
          var freed = present
          let owners = present["metadata"]["ownerReferences"].array.filter { $0["uid"].string != uid }
          freed["metadata"]["ownerReferences"] = owners.isEmpty ? .null : .array(owners)
          return freed
        }
      }
    }
  }
}

/// What a `DELETE` asks for, from its body or its query.
struct DeleteOptions: Sendable, Hashable {
  /// Seconds; nil for the object's own.
  var gracePeriod: Int?
  var preconditions: JSONValue
  var orphan: Bool

  init(_ request: APIRequest) throws(APIStatus) {
    var body = JSONValue.null
    if !request.body.isEmpty {
      let parsed =
        RequestBody.mediaType(request) == ProtobufBody.mediaType
        ? ProtobufBody.object(request.body) : try? RequestBody.yaml(request.body)
      guard let parsed else {
        throw .badRequest("couldn't get version/kind; json parse error in DeleteOptions")
      }
      body = parsed
    }
    let inQuery = try request.number("gracePeriodSeconds")
    gracePeriod = body["gracePeriodSeconds"].int ?? inQuery
    preconditions = body["preconditions"]
    let policy = body["propagationPolicy"].string ?? request.parameter("propagationPolicy")
    orphan = policy == "Orphan" || body["orphanDependents"].bool == true
  }

  /// Throws 409 when the object is not the one that was meant.
  func check(_ object: JSONValue, type: ResourceType) throws(APIStatus) {
    let metadata = object["metadata"]
    let name = metadata["name"].string ?? ""
    if let wanted = preconditions["uid"].string, wanted != metadata["uid"].string {
      throw .conflict(
        type.kind, group: type.group, name: name,
        why: "the UID in the precondition (\(wanted)) does not match the UID in record "
          + "(\(metadata["uid"].string ?? "")). The object might have been deleted and then recreated")
    }
    if let wanted = preconditions["resourceVersion"].string, wanted != metadata["resourceVersion"].string {
      throw .conflict(
        type.kind, group: type.group, name: name,
        why: "the ResourceVersion in the precondition (\(wanted)) does not match the ResourceVersion in record "
          + "(\(metadata["resourceVersion"].string ?? "")). The object might have been modified")
    }
  }
}
