import Conformance
import Foundation
import Kubernetes
import Reports
import Testing

@testable import Delivery

/// The alerts, by Prometheus' own reading of them (`promtool`), and on the metrics of runs.
@Suite("Alerts")
struct AlertRulesTests {
  private static let judge = ProcessInfo.processInfo.environment["NETPROOF_TEST_PROMTOOL"]
  private let rules = AlertRules(runbooks: "https://docs.example.com/findings")

  private func promtool(_ arguments: [String], in folder: URL) throws -> (status: Int32, said: String) {
    try Program.run(try #require(Self.judge), arguments, in: folder)
  }

  /// Every expression over the metrics of a record, one sample each, by promtool's unit tests; the alerts that fire.
  private func expect(_ alerts: [String: [String: String]], of record: RunRecord, after: String) async throws {
    let text = try String(decoding: ReportFormat.metrics.render(record), as: UTF8.self)
    let series = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line -> String? in
      guard let gap = line.lastIndex(of: " ") else { return nil }
      let name = line[..<gap].replacingOccurrences(of: "'", with: "''")
      return "      - {series: '\(name)', values: '\(line[line.index(after: gap)...])x20000'}"
    }
    let names = rules.rules.groups.flatMap(\.rules).map(\.alert)
    #expect(Set(alerts.keys).isSubset(of: names))
    let tests = names.map { name in
      let expected = alerts[name].map { labels in
        let pairs = labels.map { "\($0.key): '\($0.value)'" }.joined(separator: ", ")
        return "[{exp_labels: {\(pairs)}}]"
      }
      return "      - {eval_time: \(after), alertname: \(name), exp_alerts: \(expected ?? "[]")}"
    }
    // Annotations are compared, too, where any are given: without them, only the labels.
    var bare = rules.rules
    for group in bare.groups.indices {
      for rule in bare.groups[group].rules.indices { bare.groups[group].rules[rule].annotations = [:] }
    }
    let file = try KubernetesYAML.encode(bare)
    try await Records.withFolder { folder in
      try Data(file.utf8).write(to: folder.appending(path: "rules.yml"))
      let test = """
        rule_files: [rules.yml]
        evaluation_interval: 1m
        tests:
          - interval: 1m
            input_series:
        \(series.joined(separator: "\n"))
            alert_rule_test:
        \(tests.joined(separator: "\n"))
        """
      try Data(test.utf8).write(to: folder.appending(path: "test.yml"))
      let (status, said) = try promtool(["test", "rules", "test.yml"], in: folder)
      #expect(status == 0, "\(said)")
    }
  }

  @Test(
    "are rules by Prometheus' own reading", .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func check() async throws {
    let text = try rules.ruleFile()
    try await Records.withFolder { folder in
      try Data(text.utf8).write(to: folder.appending(path: "rules.yml"))
      let (status, said) = try promtool(["check", "rules", "--lint-fatal", "rules.yml"], in: folder)
      #expect(status == 0 && said.contains("\(rules.rules.groups[0].rules.count) rules found"), "\(said)")
    }
  }

  /// A record of a night that has just ended, at the beginning of promtool's time.
  private func night(_ record: RunRecord) -> RunRecord {
    var record = record
    record.fitnessDecides = true
    record.startedAt = Date(timeIntervalSince1970: 0)
    record.finishedAt = Date(timeIntervalSince1970: 60)
    return record
  }

  @Test(
    "a run that conforms and is fit fires none, until nothing comes any more",
    .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func quiet() async throws {
    let record = night(try Records.conforming())
    try await expect([:], of: record, after: "1h")
    let old = ["severity": "warning"]
    try await expect(["NetproofSilent": old, "NetproofNoSuccess": old], of: record, after: "37h")
  }

  @Test(
    "what deviates, is unfit, or stays unknown for days is told, each under its name",
    .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func loud() async throws {
    let deviates = night(try Records.with(.deviates))
    try await expect(
      ["NetproofDeviates": ["severity": "critical", "scenario": "both", "code": "made-up"]], of: deviates, after: "1h")
    var unfit = night(try Records.conforming())
    unfit.scenarios[0].fitness = .unfit(["ping: fails"])
    try await expect(["NetproofUnfit": ["severity": "critical"]], of: unfit, after: "1h")
    let unknown = night(try Records.with(.inconclusive))
    let warning = ["severity": "warning"]
    try await expect([:], of: unknown, after: "1h")
    try await expect(["NetproofInconclusive": warning, "NetproofSilent": warning], of: unknown, after: "73h")
  }

  @Test(
    "a measure beyond its threshold is told per setting and measure; one that is healthy is not",
    .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func health() async throws {
    var record = night(try Records.conforming())
    record.scenarios[0].health = Records.health(nodes: 2)
    try await expect([:], of: record, after: "1h")
    record.scenarios[0].health?.checks = [
      HealthCheck(.drops, threshold: 5, values: [HealthValue(.node("a"), 9), HealthValue(.node("b"), 1)]),
      HealthCheck(.natPressure, threshold: 80, values: [HealthValue(.node("a"), 79)]),
    ]
    let labels = ["severity": "warning", "scenario": record.scenarios[0].scenario.rawValue, "measure": "drops"]
    try await expect(["NetproofHealthExceeded": labels], of: record, after: "1h")
  }

  @Test(
    "a path that is known to take a relay is told; a direct one, and one of which nothing is known, are not",
    .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func relayed() async throws {
    var record = night(try Records.conforming())
    func path(_ from: String, _ to: String, _ way: TunnelWay) -> TailnetPath {
      TailnetPath(
        .pair(from: from, to: to), overlay: "Tailscale", device: "tailscale0",
        readings: [TailnetReading(.after, way, by: way == .unknown ? nil : .status)])
    }
    record.scenarios[0].tailnet = TailnetRecord(paths: [path("a", "b", .direct), path("b", "a", .unknown)])
    try await expect([:], of: record, after: "1h")
    record.scenarios[0].tailnet?.paths.append(path("a", "c", .derp))
    let labels = ["severity": "warning", "scenario": record.scenarios[0].scenario.rawValue]
    try await expect(["NetproofRelayed": labels], of: record, after: "1h")
  }

  @Test(
    "no metrics at all are told, but not before a night could have come",
    .enabled(if: judge != nil, "scripts/test sets NETPROOF_TEST_PROMTOOL"))
  func missing() async throws {
    let text = try rules.ruleFile()
    try await Records.withFolder { folder in
      try Data(text.utf8).write(to: folder.appending(path: "rules.yml"))
      let test = """
        rule_files: [rules.yml]
        evaluation_interval: 10m
        tests:
          - interval: 1h
            input_series: [{series: 'up', values: '1x50'}]
            alert_rule_test:
              - {eval_time: 35h, alertname: NetproofMissing, exp_alerts: []}
              - eval_time: 37h
                alertname: NetproofMissing
                exp_alerts:
                  - exp_labels: {severity: warning}
                    exp_annotations:
                      summary: There are no metrics of netproof
                      description: "No run has left any, or nothing collects them: the textfile collector of node exporter, or what reads ConfigMap netproof-report."
                      runbook_url: https://docs.example.com/findings/README.md
        """
      try Data(test.utf8).write(to: folder.appending(path: "test.yml"))
      let (status, said) = try promtool(["test", "rules", "test.yml"], in: folder)
      #expect(status == 0, "\(said)")
    }
  }

  @Test("every metric that they ask for is one that a run leaves, and every finding has a page behind the runbook")
  func metrics() throws {
    var record = night(try Records.with(.deviates))
    record.scenarios[0].health = Records.health(nodes: 2)
    record.scenarios[0].tailnet = TailnetRecord(
      paths: [TailnetPath(.pair(from: "a", to: "b"), overlay: "Tailscale", device: "tailscale0", readings: [])])
    let left = try String(decoding: ReportFormat.metrics.render(record), as: UTF8.self)
    let conforming = try String(decoding: ReportFormat.metrics.render(night(try Records.conforming())), as: UTF8.self)
    for rule in rules.rules.groups.flatMap(\.rules) {
      for name in rule.expr.matches(of: /netproof_[a-z_]+/).map({ String($0.output) }) {
        #expect((left + conforming).contains("# TYPE \(name) gauge"), "\(rule.alert): \(name)")
      }
      #expect(rule.annotations["runbook_url"]?.hasPrefix("https://docs.example.com/findings/") == true)
    }
  }

  @Test("the operator's object holds the same rules, with the labels that it looks for")
  func prometheusRule() throws {
    let object = try rules.prometheusRule(namespace: "probes", labels: ["release": "stack"])
    for line in [
      "kind: PrometheusRule", "namespace: probes", "release: stack", "app.kubernetes.io/managed-by: netproof",
    ] {
      #expect(object.contains(line), "\(line) in \(object)")
    }
    #expect(rules.rules.groups.flatMap(\.rules).allSatisfy { object.contains($0.alert) })
  }
}
