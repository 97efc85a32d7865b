/// The roles that grant permissions, as YAML for `kubectl apply`.
public enum RoleManifest {
  /// Who gets the roles.
  public struct ServiceAccount: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its namespace.
    public var namespace: String

    /// Makes a reference to a service account.
    public init(name: String, namespace: String) {
      self.name = name
      self.namespace = namespace
    }
  }

  /// A ClusterRole for what is cluster-scoped, and a Role per namespace; with a service account also what binds them.
  public static func yaml(
    _ permissions: [RunPermission], name: String = "netproof", boundTo account: ServiceAccount? = nil
  ) -> String {
    var documents: [String] = []
    let wide = permissions.filter { $0.scope == .cluster }
    if !wide.isEmpty {
      documents.append(role("ClusterRole", name, namespace: nil, wide))
      if let account { documents.append(binding("ClusterRole", name, namespace: nil, account)) }
    }
    for namespace in namespaces(permissions) {
      let inside = permissions.filter { $0.scope == .namespace(namespace) }
      documents.append(role("Role", name, namespace: namespace, inside))
      if let account { documents.append(binding("Role", name, namespace: namespace, account)) }
    }
    return documents.joined(separator: "---\n")
  }

  private static func namespaces(_ permissions: [RunPermission]) -> [String] {
    Set(permissions.compactMap { if case .namespace(let name) = $0.scope { name } else { nil } }).sorted()
  }

  /// One rule of a role.
  private struct Rule {
    var target: Target
    var verbs: [String] = []
    var purposes: [String] = []

    struct Target: Hashable {
      var group: String
      var resource: String
      var name: String?
    }

    var lines: [String] {
      var lines = [
        "  # \(purposes.joined(separator: "; "))", "  - apiGroups: [\"\(target.group)\"]",
        "    resources: [\(target.resource)]",
      ]
      if let name = target.name { lines.append("    resourceNames: [\(name)]") }
      return lines + ["    verbs: [\(verbs.joined(separator: ", "))]"]
    }
  }

  private static func rules(_ permissions: [RunPermission]) -> [Rule] {
    permissions.reduce(into: []) { rules, permission in
      let target = Rule.Target(group: permission.group, resource: permission.resource, name: permission.name)
      let index = rules.firstIndex { $0.target == target } ?? rules.endIndex
      if index == rules.endIndex { rules.append(Rule(target: target)) }
      if !rules[index].verbs.contains(permission.verb) { rules[index].verbs.append(permission.verb) }
      if !rules[index].purposes.contains(permission.purpose) { rules[index].purposes.append(permission.purpose) }
    }
  }

  private static func role(
    _ kind: String, _ name: String, namespace: String?, _ permissions: [RunPermission]
  ) -> String {
    let lines = head(kind, name, namespace: namespace) + ["rules:"] + rules(permissions).flatMap(\.lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func binding(
    _ kind: String, _ name: String, namespace: String?, _ account: ServiceAccount
  ) -> String {
    let lines =
      head("\(kind)Binding", name, namespace: namespace) + [
        "roleRef:", "  apiGroup: rbac.authorization.k8s.io", "  kind: \(kind)", "  name: \(name)", "subjects:",
        "  - kind: ServiceAccount", "    name: \(account.name)", "    namespace: \(account.namespace)",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func head(_ kind: String, _ name: String, namespace: String?) -> [String] {
    var lines = ["apiVersion: rbac.authorization.k8s.io/v1", "kind: \(kind)", "metadata:", "  name: \(name)"]
    if let namespace { lines.append("  namespace: \(namespace)") }
    return lines + ["  labels: {\(RunLabels.managedBy): \(RunLabels.netproof)}"]
  }
}
