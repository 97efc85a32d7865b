import Kubernetes

/// The permissions of a run in the form that the Helm chart makes its roles of (`charts/netproof/files`), so that they
/// stand in one place only.
public enum ChartPermissions {
  /// Permissions of a run, and of each destination, in the order in which roles have them.
  struct Document: Encodable {
    var verification: [Entry]
    var configmap: [Entry]
    var events: [Entry]
    var openreports: [Entry]
  }

  /// One permission. What values of the chart decide has a name for it: `own` is the run's namespace, `agents` Cilium's,
  /// `$own` and `$daemonset` in names are that namespace's and the agents' DaemonSet's.
  struct Entry: Encodable {
    var scope: String
    var group: String
    var resource: String
    var name: String?
    var verb: String
    var purpose: String

    init(_ permission: RunPermission) {
      scope =
        switch permission.scope {
        case .cluster: "cluster"
        case .namespace("kube-system"): "system"
        case .namespace(let name): name.hasPrefix("$") ? String(name.dropFirst()) : name
        }
      (group, resource, name) = (permission.group, permission.resource, permission.name)
      (verb, purpose) = (permission.verb, permission.purpose)
    }
  }

  /// The permissions as YAML.
  ///
  /// - Throws: What encoding throws, which is a defect of this program.
  public static func yaml() throws -> String {
    func entries(_ destination: ReportDestination) -> [Entry] {
      RunPermission.delivery([destination], namespace: "$own").map(Entry.init)
    }
    return try KubernetesYAML.encode(
      Document(
        verification: RunPermission.verification(
          namespace: "$own", cilium: CiliumLocation(namespace: "$agents", daemonSet: "$daemonset")
        ).map(Entry.init),
        configmap: entries(.configMap), events: entries(.events), openreports: entries(.openReports)))
  }
}
