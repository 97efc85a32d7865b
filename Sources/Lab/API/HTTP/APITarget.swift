/// What a request path means.
enum APITarget: Sendable {
  case resource(ResourceTarget)
  case other

  init(_ request: APIRequest, registry: ResourceRegistry) {
    var rest = request.path[...]
    let (group, version): (String, String)
    switch rest.first {
    case "api" where rest.count >= 3: (group, version) = ("", rest[1])
    case "apis" where rest.count >= 4:
      (group, version) = (rest[1], rest[2])
      rest = rest.dropFirst()
    default:
      self = .other
      return
    }
    rest = rest.dropFirst(2)
    var namespace: String?
    // `/namespaces/NAME` is the namespace itself, `/namespaces/NAME/PLURAL` something in it, and
    // `/namespaces/NAME/status` and `/finalize` are the namespace's own.
    if rest.first == "namespaces", rest.count >= 3, let plural = rest.dropFirst(2).first,
      registry.type(group: group, version: version, plural: plural)?.namespaced == true
    {
      namespace = rest.dropFirst().first
      rest = rest.dropFirst(2)
    }
    guard let plural = rest.first, let type = registry.type(group: group, version: version, plural: plural) else {
      self = .other
      return
    }
    let segments = Array(rest.dropFirst())
    guard segments.count <= 2 else {
      self = .other
      return
    }
    self = .resource(
      ResourceTarget(
        type: type, namespace: namespace, name: segments.first,
        subresource: segments.count > 1 ? segments[1] : nil))
  }
}

/// A resource, an object of it, or a part of an object.
struct ResourceTarget: Sendable {
  var type: ResourceType
  var namespace: String?
  var name: String?
  var subresource: String?

  /// The verb that authorization sees.
  func verb(_ request: APIRequest) -> String {
    switch request.method {
    case "GET", "HEAD":
      if name == nil { return request.flag("watch") ? "watch" : "list" }
      return "get"
    case "POST": return "create"
    case "PUT": return "update"
    case "PATCH": return "patch"
    case "DELETE": return name == nil ? "deletecollection" : "delete"
    default: return request.method.lowercased()
    }
  }

  /// 404 for an object of this name.
  var notFound: APIStatus { .notFound(type.plural, group: type.group, name: name ?? "") }
}
