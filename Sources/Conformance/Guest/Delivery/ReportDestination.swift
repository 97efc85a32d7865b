/// Where a run leaves its reports besides its report folder.
public enum ReportDestination: Sendable, Hashable {
  /// The ConfigMap ``configMapName`` of netproof's namespace: the latest reports, and what the next run compares with.
  case configMap
  /// A Kubernetes Event per verdict that changed since the record in the ConfigMap.
  case events
  /// A folder with a folder per run, of which the newest are kept.
  case folder(String)
  /// A metrics file, for node exporter's textfile collector.
  case metrics(String)
  /// A Report of `openreports.io`, or else a PolicyReport of `wgpolicyk8s.io`, where the cluster has one of the two.
  case openReports
  /// The results folder of a Sonobuoy plugin.
  case sonobuoy

  /// The ConfigMap's name.
  public static let configMapName = "netproof-report"
  /// The name of the Report or PolicyReport.
  public static let reportName = "netproof"

  /// Whether it is an object in the cluster, which needs permissions and a cluster that stays.
  public var isInCluster: Bool {
    switch self {
    case .configMap, .events, .openReports: true
    case .folder, .metrics, .sonobuoy: false
    }
  }
}

extension ReportDestination: LosslessStringConvertible {
  /// Reads `configmap`, `events`, `folder=PATH`, `metrics=FILE`, `openreports` and `sonobuoy`.
  public init?(_ description: String) {
    let parts = description.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
    switch (parts[0], path) {
    case ("configmap", nil) where parts.count == 1: self = .configMap
    case ("events", nil) where parts.count == 1: self = .events
    case ("openreports", nil) where parts.count == 1: self = .openReports
    case ("sonobuoy", nil) where parts.count == 1: self = .sonobuoy
    case ("folder", let path?): self = .folder(path)
    case ("metrics", let path?): self = .metrics(path)
    default: return nil
    }
  }

  /// As the command line writes it.
  public var description: String {
    switch self {
    case .configMap: "configmap"
    case .events: "events"
    case .folder(let path): "folder=\(path)"
    case .metrics(let path): "metrics=\(path)"
    case .openReports: "openreports"
    case .sonobuoy: "sonobuoy"
    }
  }

  /// What the command line takes.
  public static let forms = ["configmap", "events", "folder=PATH", "metrics=FILE", "openreports", "sonobuoy"]
}
