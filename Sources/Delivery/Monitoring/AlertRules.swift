import Conformance
import Kubernetes

/// Alerts on what nightly runs leave as metrics. Pure.
///
/// Runs end and leave a file: what a metric tells holds until the next run, so most alerts wait for nothing. An alert
/// names the page of its finding.
public struct AlertRules: Sendable {
  /// Where the pages of `docs/findings` are read, without a slash at the end.
  public var runbooks: String
  /// For how many days a run may be inconclusive before somebody is told: an endpoint outside may be down for a night.
  public var inconclusiveDays: Int
  /// After how many hours without a run that ended, or without one that conformed, somebody is told.
  public var silentHours: Int

  /// Makes alerts; the defaults suit a run every night.
  public init(runbooks: String, inconclusiveDays: Int = 3, silentHours: Int = 36) {
    self.runbooks = runbooks
    self.inconclusiveDays = inconclusiveDays
    self.silentHours = silentHours
  }

  /// A rule file for `rule_files` of Prometheus.
  ///
  /// - Throws: What the encoder throws, which is a defect of this program.
  public func ruleFile() throws -> String { try KubernetesYAML.encode(rules) }

  /// A PrometheusRule for the Prometheus operator, with labels by which it chooses its rules.
  ///
  /// - Throws: What the encoder throws, which is a defect of this program.
  public func prometheusRule(namespace: String, labels: [String: String]) throws -> String {
    let own = [RunLabels.managedBy: RunLabels.netproof]
    return try KubernetesYAML.encode(
      PrometheusRuleObject(
        metadata: .init(name: "netproof", namespace: namespace, labels: own.merging(labels) { $1 }), spec: rules))
  }

  /// The rule file with marks where the Helm chart puts its values: `@RUNBOOKS@`, 99991 days, 99992 hours, and as many
  /// hours in seconds, 359971200. Numbers, because expressions must stay what Prometheus reads.
  ///
  /// - Throws: What the encoder throws, which is a defect of this program.
  public static func chartFile() throws -> String {
    try AlertRules(runbooks: "@RUNBOOKS@", inconclusiveDays: 99_991, silentHours: 99_992).ruleFile()
  }

  /// All rules.
  var rules: PrometheusRules {
    PrometheusRules(groups: [.init(name: "netproof", rules: verdicts + silence + health + overlay)])
  }

  private var verdicts: [PrometheusRules.Rule] {
    [
      rule(
        "NetproofDeviates", #"sum by (scenario, code) (netproof_findings{verdict="deviates"}) > 0"#, .critical,
        "{{ $value }} cases of {{ $labels.scenario }} deviate: {{ $labels.code }}",
        "What pods can reach is not what the devices setting does on this cluster. The report in ConfigMap netproof-report "
          + "names nodes, cause and remedy.", page: "{{ $labels.code }}.md"),
      rule(
        "NetproofUnfit", #"max(netproof_run_fitness{fitness="unfit"}) == 1"#, .critical,
        "The devices setting does not do what a cluster needs",
        "Every case may conform and the setting still be of no use: paths fail that must fail with it. The report lists "
          + "them; `netproof recommend` and `netproof explain --devices` tell of others."),
      rule(
        "NetproofInconclusive",
        #"max(netproof_run_verdict{verdict="inconclusive"}) == 1"#, .warning,
        "No run has come to a verdict for \(inconclusiveDays) days",
        "What kept the runs from it stands in the report: an endpoint outside that is down, pods that do not start, "
          + "agents that do not answer.", wait: "\(inconclusiveDays)d"),
    ]
  }

  private var silence: [PrometheusRules.Rule] {
    [
      rule(
        "NetproofSilent", "time() - max(netproof_run_end_timestamp_seconds) > \(silentHours * 3600)", .warning,
        "No run has ended for more than \(silentHours) hours",
        "Look at the CronJob and its last Job: `kubectl -n netproof get cronjobs,jobs,pods`."),
      rule(
        "NetproofMissing", "absent(netproof_run_info)", .warning, "There are no metrics of netproof",
        "No run has left any, or nothing collects them: the textfile collector of node exporter, or what reads "
          + "ConfigMap netproof-report.", wait: "\(silentHours)h"),
      rule(
        "NetproofNoSuccess", "time() - max(netproof_last_success_timestamp_seconds) > \(silentHours * 3600)", .warning,
        "No run has conformed for more than \(silentHours) hours",
        "Something deviates or stays unknown night after night; `netproof history` shows since when."),
    ]
  }

  private var health: [PrometheusRules.Rule] {
    [
      rule(
        "NetproofHealthExceeded", "max by (scenario, measure) (netproof_health_exceeded) > 0", .warning,
        "{{ $labels.measure }} is beyond its threshold on {{ $value }} nodes",
        "A verdict says whether a path works, this measure how well the nodes are. The report tells which nodes, and "
          + "`netproof run --threshold` sets what is healthy here.")
    ]
  }

  private var overlay: [PrometheusRules.Rule] {
    [
      rule(
        "NetproofRelayed",
        #"sum by (scenario) (netproof_tunnel_paths{way=~"peer-relay|derp|relayed"}) > 0"#, .warning,
        "Packets between {{ $value }} ordered pairs of nodes take a relay",
        "The paths work, slower and only as well as the relay does: UDP does not get through between the nodes. The report "
          + "tells which, and the round trips beside those of direct ways.", page: "tailnet-relayed.md")
    ]
  }

  private enum Severity: String { case critical, warning }

  private func rule(
    _ name: String, _ expression: String, _ severity: Severity, _ summary: String, _ description: String,
    page: String = "README.md", wait: String? = nil
  ) -> PrometheusRules.Rule {
    .init(
      alert: name, expr: expression, for: wait, labels: ["severity": severity.rawValue],
      annotations: ["summary": summary, "description": description, "runbook_url": "\(runbooks)/\(page)"])
  }
}
