/// Decides by the roles and bindings in the store (Kubernetes: "Using RBAC Authorization").
struct RBACAuthorizer: Sendable {
  let store: ObjectStore

  /// Why it is allowed; nil when it is not.
  func reason(_ user: APIUser, _ wanted: AccessAttributes) -> String? {
    if user.isAdministrator { return "" }
    if user.isAuthenticated, Self.basicUser.contains(where: { $0.permits(wanted) }) {
      return "RBAC: allowed by ClusterRoleBinding \"system:basic-user\""
    }
    for binding in store.list(.clusterRoleBindings) where grants(binding, user, wanted, namespace: nil) {
      return Self.reason(binding, kind: "ClusterRoleBinding")
    }
    guard let namespace = wanted.namespace else { return nil }
    for binding in store.list(.roleBindings, namespace: namespace)
    where grants(binding, user, wanted, namespace: namespace) {
      return Self.reason(binding, kind: "RoleBinding")
    }
    return nil
  }

  /// What every authenticated user may do: ask about themselves.
  private static let basicUser = [
    PolicyRule(
      verbs: ["create"], groups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
    PolicyRule(verbs: ["create"], groups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"]),
  ]

  private func grants(
    _ binding: JSONValue, _ user: APIUser, _ wanted: AccessAttributes, namespace: String?
  ) -> Bool {
    guard binding["subjects"].array.contains(where: { Self.names($0, user) }) else { return false }
    let reference = binding["roleRef"]
    guard let name = reference["name"].string else { return false }
    let role =
      reference["kind"] == "ClusterRole"
      ? store.get(.clusterRoles, name: name) : store.get(.roles, namespace: namespace, name: name)
    return role?["rules"].array.contains { PolicyRule($0).permits(wanted) } ?? false
  }

  private static func names(_ subject: JSONValue, _ user: APIUser) -> Bool {
    let name = subject["name"].string ?? ""
    return switch subject["kind"].string {
    case "User": name == user.name
    case "Group": user.groups.contains(name)
    case "ServiceAccount":
      user.name == APIUser.serviceAccount(namespace: subject["namespace"].string ?? "", name: name).name
    default: false
    }
  }

  private static func reason(_ binding: JSONValue, kind: String) -> String {
    let metadata = binding["metadata"]
    let name = (metadata["namespace"].string.map { "\($0)/" } ?? "") + (metadata["name"].string ?? "")
    let role = binding["roleRef"]
    return "RBAC: allowed by \(kind) \"\(name)\" of \(role["kind"].string ?? "") \"\(role["name"].string ?? "")\""
  }
}

/// One rule of a role.
struct PolicyRule: Sendable, Hashable {
  var verbs: [String]
  var groups: [String]
  var resources: [String]
  /// Objects; empty for all.
  var names: [String] = []
}

extension PolicyRule {
  init(_ rule: JSONValue) {
    func texts(_ field: String) -> [String] { rule[field].array.compactMap(\.string) }
    self.init(
      verbs: texts("verbs"), groups: texts("apiGroups"), resources: texts("resources"), names: texts("resourceNames"))
  }

  /// Without a name (`create`, `list`), a rule with resource names permits nothing.
  func permits(_ wanted: AccessAttributes) -> Bool {
    let subresource = wanted.resource.split(separator: "/").dropFirst().first.map { "*/\($0)" }
    return Self.holds(verbs, wanted.verb) && Self.holds(groups, wanted.group)
      && (Self.holds(resources, wanted.resource) || subresource.map(resources.contains) ?? false)
      && (names.isEmpty || wanted.name.map(names.contains) ?? false)
  }

  private static func holds(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
}
