/// Which lists of the built-in kinds are maps in disguise, and by which member of their elements
/// (`patchMergeKey` in `k8s.io/api`).
enum ListKeys {
  private static let byField: [String: String] = [
    "containers": "name", "initContainers": "name", "ephemeralContainers": "name", "env": "name", "volumes": "name",
    "volumeMounts": "mountPath", "volumeDevices": "devicePath", "imagePullSecrets": "name", "hostAliases": "ip",
    "conditions": "type", "taints": "key", "ownerReferences": "uid", "podIPs": "ip", "hostIPs": "ip",
    "topologySpreadConstraints": "topologyKey", "secrets": "name",
  ]

  /// The merge key of a list, or nil when the list is atomic.
  /// - Parameter elements: Some elements of the list: containers' ports and Services' ports differ.
  static func key(of field: String, elements: [JSONValue]) -> String? {
    switch field {
    case "ports":
      if elements.contains(where: { !$0["containerPort"].isEmpty }) { return "containerPort" }
      return elements.allSatisfy { !$0["port"].isEmpty } && !elements.isEmpty ? "port" : nil
    case "addresses":
      return elements.allSatisfy { !$0["type"].isEmpty } && !elements.isEmpty ? "type" : nil
    default:
      return byField[field]
    }
  }

  /// Lists of plain values that are sets.
  static func isSet(_ field: String) -> Bool { field == "finalizers" }
}
