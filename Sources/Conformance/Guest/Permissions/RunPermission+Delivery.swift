extension RunPermission {
  /// What leaving reports in the cluster needs on top of a run: nothing for destinations that are not asked for.
  public static func delivery(_ destinations: [ReportDestination], namespace: String) -> [RunPermission] {
    let own = Scope.namespace(namespace)
    return destinations.flatMap { destination -> [RunPermission] in
      switch destination {
      case .configMap:
        return keeping(
          "configmaps", group: "", name: ReportDestination.configMapName, in: own, for: "the latest report")
      case .events: return [RunPermission("create", "events", in: own, for: "telling of verdicts that changed")]
      case .openReports:
        return [("reports", "openreports.io"), ("policyreports", "wgpolicyk8s.io")].flatMap { resource, group in
          keeping(
            resource, group: group, name: ReportDestination.reportName, in: own, for: "the report, where its CRD exists"
          )
        }
      case .folder, .metrics, .sonobuoy: return []
      }
    }
  }

  /// Making an object once, and replacing it ever after.
  private static func keeping(
    _ resource: String, group: String, name: String, in scope: Scope, for purpose: String
  ) -> [RunPermission] {
    [RunPermission("create", resource, group: group, in: scope, for: purpose)]
      + ["get", "update"].map { RunPermission($0, resource, group: group, name: name, in: scope, for: purpose) }
  }
}
