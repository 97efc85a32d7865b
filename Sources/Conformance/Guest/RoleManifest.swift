/// The roles that grant permissions, as YAML for `kubectl apply`.
public enum RoleManifest {
  /// A ClusterRole for what is cluster-scoped or in a namespace yet to be made, and a Role per known namespace.
  public static func yaml(_ permissions: [RunPermission], name: String = "netproof") -> String {
    var documents: [String] = []
    let wide = permissions.filter { if case .namespace = $0.scope { false } else { true } }
    if !wide.isEmpty { documents.append(document("ClusterRole", name, namespace: nil, wide)) }
    for namespace in namespaces(permissions) {
      let inside = permissions.filter { $0.scope == .namespace(namespace) }
      documents.append(document("Role", name, namespace: namespace, inside))
    }
    return documents.joined(separator: "---\n")
  }

  private static func namespaces(_ permissions: [RunPermission]) -> [String] {
    Set(permissions.compactMap { if case .namespace(let name) = $0.scope { name } else { nil } }).sorted()
  }

  private struct Target: Hashable {
    var group: String
    var resource: String
    var name: String?
  }

  private static func document(
    _ kind: String, _ name: String, namespace: String?, _ permissions: [RunPermission]
  ) -> String {
    var order: [Target] = []
    var verbs: [Target: [String]] = [:]
    for permission in permissions {
      let target = Target(group: permission.group, resource: permission.resource, name: permission.name)
      if verbs[target] == nil { order.append(target) }
      if verbs[target]?.contains(permission.verb) != true { verbs[target, default: []].append(permission.verb) }
    }
    var lines = ["apiVersion: rbac.authorization.k8s.io/v1", "kind: \(kind)", "metadata:", "  name: \(name)"]
    if let namespace { lines.append("  namespace: \(namespace)") }
    lines.append("rules:")
    for target in order {
      lines.append("  - apiGroups: [\"\(target.group)\"]")
      lines.append("    resources: [\(target.resource)]")
      if let name = target.name { lines.append("    resourceNames: [\(name)]") }
      lines.append("    verbs: [\((verbs[target] ?? []).joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
