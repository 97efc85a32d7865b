/// What somebody wants to do, as authorization sees it.
struct AccessAttributes: Sendable, Hashable {
  var verb: String
  var group: String = ""
  /// The plural resource, with its subresource: `pods/exec`.
  var resource: String
  var namespace: String?
  var name: String?
}

extension AccessAttributes {
  /// What a request to a resource amounts to.
  ///
  /// A request about a namespace itself counts as one inside it (apiserver's `RequestInfoFactory`), so that a Role there
  /// can permit it.
  init(_ request: APIRequest, _ target: ResourceTarget) {
    self.init(
      verb: target.verb(request), group: target.type.group,
      resource: target.type.plural + (target.subresource.map { "/\($0)" } ?? ""),
      namespace: target.namespace ?? (target.type.key == .namespaces ? target.name : nil), name: target.name)
  }

  /// The question of a SelfSubjectAccessReview; nil when it is about a path.
  init?(review: JSONValue) {
    let asked = review["spec"]["resourceAttributes"]
    guard let verb = asked["verb"].string, let resource = asked["resource"].string else { return nil }
    let subresource = asked["subresource"].string.flatMap { $0.isEmpty ? nil : $0 }
    func present(_ field: String) -> String? { asked[field].string.flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      verb: verb, group: asked["group"].string ?? "", resource: resource + (subresource.map { "/\($0)" } ?? ""),
      namespace: present("namespace"), name: present("name"))
  }
}
