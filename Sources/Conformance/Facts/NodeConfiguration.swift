import Kubernetes

/// What is set for single nodes (`pkg/option/resolver`). Pure.
public enum NodeConfiguration {
  /// The keys that CiliumNodeConfigs set for a node, which stand before the ConfigMap; `nil` for none. Those that select
  /// the node count in the order of their names, the last before the others; one without a selector selects no node.
  ///
  /// - Parameters:
  ///   - labels: The node's labels.
  ///   - configurations: The objects of the agents' namespace, of one API version: those of `v2` where there are any.
  public static func overrides(labels: [String: String], _ configurations: [CiliumNodeConfig]) -> [String: String]? {
    let matching = configurations.filter { $0.spec?.nodeSelector?.selects(labels) == true }
      .sorted { ($0.metadata.name ?? "") < ($1.metadata.name ?? "") }
    let keys = matching.reduce(into: [String: String]()) { keys, configuration in
      keys.merge(configuration.spec?.defaults ?? [:]) { $1 }
    }
    return keys.isEmpty ? nil : keys
  }
}
