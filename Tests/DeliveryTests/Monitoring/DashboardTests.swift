import Conformance
import Foundation
import Kubernetes
import Reports
import Testing

@testable import Delivery

/// The dashboard: its queries are answered by a Prometheus that scraped metrics of runs, and no metric is made up.
@Suite("Dashboard")
struct DashboardTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let prometheus = environment["NETPROOF_TEST_PROMETHEUS"]

  /// Metrics of a night that conforms, and of one that does not, with health.
  private func metrics() throws -> [String] {
    try [Records.conforming(), Records.with(.deviates)].map { record in
      var record = record
      record.fitnessDecides = true
      record.finishedAt = record.startedAt.addingTimeInterval(60)
      record.scenarios[0].health = Records.health(nodes: 2)
      return String(decoding: try ReportFormat.metrics.render(record), as: UTF8.self)
    }
  }

  @Test(
    "a real Prometheus answers every query",
    .enabled(if: prometheus != nil, "scripts/test sets NETPROOF_TEST_PROMETHEUS"))
  func answered() async throws {
    // The last is a run of every setting on the lab.
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../../reports/example/netproof.prom")
    let texts = try metrics() + [String(contentsOf: example, encoding: .utf8)]
    let json = try Dashboard.json()
    try await Records.withFolder { folder in
      try Data(json.utf8).write(to: folder.appending(path: "dashboard.json"))
      for (number, text) in texts.enumerated() {
        try Data(text.utf8).write(to: folder.appending(path: "\(number).prom"))
      }
      let judge = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "dashboard_judge.py")
      let (status, said) = try Program.run(
        Self.environment["NETPROOF_TEST_PYTHON"] ?? "/usr/bin/python3",
        ["-B", judge.path, try #require(Self.prometheus), "dashboard.json", "0.prom", "1.prom", "2.prom"], in: folder)
      #expect(status == 0, "\(said)")
      #expect(said.matches(of: /: \d+ series/).count == Dashboard.model.panels.flatMap(\.targets).count, "\(said)")
    }
  }

  @Test("every metric that it asks for is one that a run leaves")
  func names() throws {
    let left = try metrics().joined()
    for panel in Dashboard.model.panels {
      for target in panel.targets {
        let names = target.expr.matches(of: /netproof_[a-z_]+/).map { String($0.output) }
        #expect(!names.isEmpty)
        for name in names { #expect(left.contains("# TYPE \(name) gauge"), "\(panel.title): \(name)") }
      }
    }
  }

  @Test("panels lie beside each other within 24 columns, and none on another")
  func places() {
    var taken: Set<[Int]> = []
    for panel in Dashboard.model.panels {
      let place = panel.gridPos
      #expect(place.x >= 0 && place.x + place.w <= 24)
      for x in place.x..<place.x + place.w {
        for y in place.y..<place.y + place.h { #expect(taken.insert([x, y]).inserted, "\(panel.title)") }
      }
    }
    #expect(Set(Dashboard.model.panels.map(\.id)).count == Dashboard.model.panels.count)
  }

  @Test("is JSON as Grafana's model has it, and its lowest steps are null")
  func json() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try Dashboard.json().utf8)) as? [String: Any]
    #expect(object?["schemaVersion"] as? Int == 39 && object?["uid"] as? String == "netproof")
    let panels = try #require(object?["panels"] as? [[String: Any]])
    for panel in panels {
      let defaults = (panel["fieldConfig"] as? [String: Any])?["defaults"] as? [String: Any]
      let steps = (defaults?["thresholds"] as? [String: Any])?["steps"] as? [[String: Any]]
      #expect(steps?.first?["value"] is NSNull)
      #expect((panel["datasource"] as? [String: Any])?["uid"] as? String == "${datasource}")
    }
  }

  @Test("the ConfigMap holds the same dashboard, with the labels by which Grafana finds it")
  func configMap() throws {
    let text = try Dashboard.configMap(namespace: "probes", labels: ["grafana_dashboard": "1"])
    for line in ["kind: ConfigMap", "namespace: probes", "netproof.json:", "app.kubernetes.io/managed-by: netproof"] {
      #expect(text.contains(line), "\(line) in \(text.prefix(600))")
    }
    #expect(text.contains("grafana_dashboard: '1'") || text.contains("grafana_dashboard: \"1\""))
  }
}
