import Conformance
import Kubernetes
import Reports

/// The dashboard for what nightly runs leave as metrics: the verdict now and over time, which path works under which
/// setting, how long paths take, the nodes' health. Pure.
public enum Dashboard {
  /// The dashboard as JSON, for Grafana's import or a provisioned folder.
  ///
  /// - Throws: What the encoder throws, which is a defect of this program.
  public static func json() throws -> String {
    String(decoding: try StableJSON.encode(model), as: UTF8.self)
  }

  /// A ConfigMap with it, as the Grafana of kube-prometheus-stack looks for by its label.
  ///
  /// - Throws: What the encoder throws, which is a defect of this program.
  public static func configMap(namespace: String, labels: [String: String]) throws -> String {
    let own = [RunLabels.managedBy: RunLabels.netproof]
    return try KubernetesYAML.encode(
      ConfigMap(
        metadata: .init(name: "netproof-dashboard", namespace: namespace, labels: own.merging(labels) { $1 }),
        data: ["netproof.json": try json()]))
  }

  /// The dashboard.
  static var model: GrafanaDashboard {
    GrafanaDashboard(
      uid: "netproof", title: "netproof: what Cilium's devices setting does",
      description:
        "What the last runs of netproof found. A path that fails as predicted is no deviation; whether a cluster "
        + "can live with it is its fitness.",
      tags: ["netproof", "cilium"],
      templating: .init(list: [
        .init(name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus"),
        .init(
          name: "scenario", label: "setting", type: "query", query: "label_values(netproof_scenario_verdict, scenario)",
          datasource: .init(), includeAll: true, multi: true, refresh: 2),
      ]),
      panels: numbered(now + overTime + paths + health))
  }

  // MARK: Now

  private static var now: [GrafanaDashboard.Panel] {
    [
      panel(
        .stat, "Verdict", "Whether what was seen is what the setting predicts.", (6, 5, 0, 0),
        [query("max by (verdict) (netproof_run_verdict) == 1", "{{verdict}}", instant: true)],
        steps: [("green", nil)], options: ["textMode": "name", "colorMode": "none"]),
      panel(
        .stat, "Fitness", "Whether a cluster can live with the setting.", (6, 4, 5, 0),
        [query("max by (fitness) (netproof_run_fitness) == 1", "{{fitness}}", instant: true)],
        steps: [("green", nil)], options: ["textMode": "name", "colorMode": "none"]),
      panel(
        .stat, "Since the last run", "A run every night: more than a day and a half is too long.", (6, 4, 9, 0),
        [query("time() - max(netproof_run_end_timestamp_seconds)", "last run", instant: true)], unit: "s",
        steps: [("green", nil), ("red", 129_600)]),
      panel(
        .stat, "Since the last success", "Since all cases conformed.", (6, 4, 13, 0),
        [query("time() - max(netproof_last_success_timestamp_seconds)", "last success", instant: true)], unit: "s",
        steps: [("green", nil), ("red", 129_600)]),
      panel(
        .table, "Findings", "What is not green, by the finding that explains it: its page is docs/findings/CODE.md.",
        (6, 7, 17, 0),
        [
          query(
            "sum by (scenario, code, verdict) (netproof_findings{scenario=~\"$scenario\"}) > 0", "", instant: true,
            table: true)
        ], steps: [("red", nil)]),
    ]
  }

  // MARK: Over time

  private static let verdicts: [(verdict: Verdict, color: String)] = [
    (.conforms, "green"), (.unpredicted, "blue"), (.inconclusive, "yellow"), (.deviates, "red"),
    (.notApplicable, "text"),
  ]

  private static var overTime: [GrafanaDashboard.Panel] {
    // One number per setting, so that a state has a colour: the verdict's place in the list.
    let terms = verdicts.enumerated().map { number, entry in
      "max by (scenario) (netproof_scenario_verdict{scenario=~\"$scenario\",verdict=\"\(entry.verdict.rawValue)\"}) * \(number)"
    }
    let words = verdicts.enumerated().map { number, entry in
      ("\(number)", GrafanaDashboard.Shown(text: entry.verdict.rawValue, color: entry.color, index: number))
    }
    let fit = [("0", "unfit", "red"), ("1", "fit", "green")].enumerated().map { number, entry in
      (entry.0, GrafanaDashboard.Shown(text: entry.1, color: entry.2, index: number))
    }
    return [
      panel(
        .stateTimeline, "Verdicts", "Of each setting that was verified.", (8, 12, 0, 6),
        [query(terms.joined(separator: " + "), "{{scenario}}")], steps: [("text", nil)],
        mappings: [.init(options: Dictionary(words, uniquingKeysWith: { $1 }))]),
      panel(
        .stateTimeline, "Fitness", "Of each setting that was verified.", (8, 12, 12, 6),
        [
          query(
            "max by (scenario) (netproof_scenario_fitness{scenario=~\"$scenario\",fitness=\"fit\"})", "{{scenario}}")
        ],
        steps: [("text", nil)], mappings: [.init(options: Dictionary(fit, uniquingKeysWith: { $1 }))]),
    ]
  }

  // MARK: Paths

  private static var paths: [GrafanaDashboard.Panel] {
    [
      panel(
        .table, "Which path works under which setting",
        "The share of nodes, or of pairs of nodes, on which the path does its work, predicted or not.", (14, 12, 0, 14),
        [
          query(
            "sum by (aspect, scenario) (netproof_cases_serving{scenario=~\"$scenario\"}) / "
              + "sum by (aspect, scenario) (netproof_cases{scenario=~\"$scenario\"})", "", instant: true, table: true)
        ], unit: "percentunit", steps: [("red", nil), ("yellow", 0.01), ("green", 1)],
        transformations: [
          .init(
            id: "groupingToMatrix",
            options: ["rowField": "aspect", "columnField": "scenario", "valueField": "Value"])
        ]),
      panel(
        .timeseries, "How long paths take", "The longest measurement of each path.", (14, 12, 12, 14),
        [query("max by (aspect) (netproof_probe_max_seconds{scenario=~\"$scenario\"})", "{{aspect}}")], unit: "s",
        steps: [("green", nil)]),
    ]
  }

  // MARK: Health

  private static var health: [GrafanaDashboard.Panel] {
    [
      panel(
        .timeseries, "Health, of its threshold",
        "The worst node of each measure; 100 % is where it is no longer healthy.",
        (9, 12, 0, 28),
        [
          query(
            "max by (measure) (netproof_health{scenario=~\"$scenario\"}) / "
              + "(max by (measure) (netproof_health_threshold{scenario=~\"$scenario\"}) > 0)", "{{measure}}")
        ], unit: "percentunit", steps: [("green", nil), ("red", 1)]),
      panel(
        .timeseries, "Packets that Cilium dropped",
        "During the runs, by reason, those of the probes themselves included.",
        (9, 12, 12, 28),
        [query("sum by (reason) (netproof_health_drops{scenario=~\"$scenario\"})", "{{reason}}")], unit: "short",
        steps: [("green", nil)]),
    ]
  }

  // MARK: Parts

  private static func numbered(_ panels: [GrafanaDashboard.Panel]) -> [GrafanaDashboard.Panel] {
    panels.enumerated().map { number, panel in
      var copy = panel
      copy.id = number + 1
      return copy
    }
  }

  private static func query(
    _ expression: String, _ legend: String, instant: Bool = false, table: Bool = false
  ) -> GrafanaDashboard.Target {
    .init(
      refId: "A", expr: expression, legendFormat: legend, instant: instant, range: !instant,
      format: table ? "table" : "time_series")
  }

  private static func panel(
    _ kind: GrafanaDashboard.Kind, _ title: String, _ description: String, _ place: (h: Int, w: Int, x: Int, y: Int),
    _ targets: [GrafanaDashboard.Target], unit: String = "none", steps: [(color: String, from: Double?)],
    mappings: [GrafanaDashboard.Mapping] = [], options: [String: String] = [:],
    transformations: [GrafanaDashboard.Transformation] = []
  ) -> GrafanaDashboard.Panel {
    .init(
      id: 0, type: kind, title: title, description: description,
      gridPos: .init(h: place.h, w: place.w, x: place.x, y: place.y), targets: targets,
      fieldConfig: .init(
        defaults: .init(
          unit: unit, mappings: mappings, thresholds: .init(steps: steps.map { .init(color: $0.color, value: $0.from) })
        )),
      options: options, transformations: transformations)
  }
}
