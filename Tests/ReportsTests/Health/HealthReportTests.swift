import Conformance
import Testing

@testable import Reports

@Suite("The nodes' health in every format")
struct HealthReportTests {
  private var record: RunRecord {
    var record = SampleRecord.record
    record.scenarios[1].health = SampleRecord.health
    record.scenarios[1].datapath = SampleRecord.datapath
    return record
  }

  /// Healthy, with tables that agree.
  private var healthy: RunRecord {
    var record = SampleRecord.record
    var health = SampleRecord.health
    health.checks = health.checks.map { HealthCheck($0.measure, threshold: 1000, values: $0.worst.map { [$0] } ?? []) }
    record.scenarios[1].health = health
    record.scenarios[1].datapath = DatapathRecord(compared: 6)
    return record
  }

  private let english = Localizer(language: .english)

  @Test("a warning names measure, node, value, healthy range and reasons")
  func warnings() {
    #expect(
      HealthWording.warnings(SampleRecord.health, english) == [
        "packets dropped by Cilium on instance-worker: 4, healthy is at most 0 (Policy denied (EGRESS): 4)",
        "round trip over the tailnet on instance-master → instance-worker: 61.25 ms, healthy is below 50 ms",
      ])
    let korean = HealthWording.warnings(SampleRecord.health, Localizer(language: .korean))
    #expect(korean.first == "instance-worker의 Cilium이 버린 패킷: 4, 정상 범위는 0 이하 (Policy denied (EGRESS): 4)")
  }

  @Test(
    "values have their unit, and no more digits than they need",
    arguments: [(12.5, "12.5 %"), (0, "0 %"), (0.0645, "0.065 %")])
  func values(value: Double, text: String) {
    #expect(HealthWording.value(value, .conntrackPressure) == text)
    #expect(HealthWording.value(61.25, .tailnetRoundTrip) == "61.25 ms")
    #expect(HealthWording.value(7, .drops) == "7")
  }

  @Test("what was not counted and what is not known is said")
  func remarks() {
    let lines = HealthWording.remarks(SampleRecord.health, english)
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("Not counted on instance-worker: 8 × Invalid packet (EGRESS), fragments of") == true)
    #expect(lines.last?.hasPrefix("Not known, NAT, in use: the agent of instance-worker") == true)
  }

  @Test("Markdown: warnings stand open, every measure is in the table, what was not measured says so")
  func markdown() throws {
    let text = try MarkdownReport.render(record)
    #expect(text.contains("> [!WARNING]\n> packets dropped by Cilium on instance-worker: 4"))
    #expect(text.contains("The nodes while they were probed (22 s): 2 beyond the threshold"))
    #expect(text.contains("| ⚠️ | packets dropped by Cilium | 4 | at most 0 | instance-worker |"))
    #expect(text.contains("| – | NAT, in use | not measured | below 80 % |  |"))
    #expect(text.contains("- Service kube-system/kube-dns: instance-master still sends to 10.244.0.9:53"))
    #expect(text.contains("Policy on the server pod of instance-worker (endpoint 739, ingress)"))
    let calm = try MarkdownReport.render(healthy)
    #expect(calm.contains("all measures are healthy") && !calm.contains("beyond the threshold"))
    #expect(calm.contains("all 6 ports that the probes used have the backends of their EndpointSlices"))
    #expect(calm.contains("Policies: none restricts the probe pods."))
  }

  @Test("Markdown and HTML in Korean")
  func korean() throws {
    let markdown = try MarkdownReport.render(record, language: .korean)
    #expect(markdown.contains("임계값을 벗어난 항목 2개") && markdown.contains("측정하지 못함"))
    #expect(markdown.contains("경로 MTU보다 큰 ping의 조각") && !markdown.contains("at most"))
    let html = try HTMLReport.render(record, language: .korean)
    #expect(html.contains("tailnet 왕복 시간") && html.contains("에이전트의 테이블"))
  }

  @Test("HTML: the table is open where a threshold is exceeded, folded where all is well")
  func html() throws {
    let html = try HTMLReport.render(record)
    #expect(html.contains(#"<details class="health" open>"#) && html.contains("61.25 ms"))
    let calm = try HTMLReport.render(healthy)
    #expect(calm.contains(#"<details class="health">"#) && !calm.contains(#"<details class="health" open>"#))
  }

  @Test("JUnit: values and thresholds are properties of the suite, and no case more is red")
  func junit() throws {
    let suites = JUnitReport.document(record).testsuite
    let properties = Dictionary(
      suites[1].properties.property.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(properties["health.drops"] == "4" && properties["health.drops.threshold"] == "0")
    #expect(properties["health.tailnet-rtt"] == "61.25 ms" && properties["health.nat-pressure"] == "not measured")
    #expect(properties["health.warning.1"]?.hasPrefix("packets dropped by Cilium on instance-worker: 4") == true)
    #expect(properties["health.gap.1"]?.contains("NAT map") == true)
    #expect(suites[1].failures == JUnitReport.document(SampleRecord.record).testsuite[1].failures)
    #expect(suites[0].properties.property.allSatisfy { !$0.name.hasPrefix("health") })
  }

  @Test("metrics: a value per node and measure, thresholds, drops by reason")
  func metrics() {
    let lines = MetricsReport.render(record).split(separator: "\n").map(String.init)
    #expect(
      lines.contains(
        #"netproof_health{scenario="both",measure="conntrack-pressure",unit="percent",node="instance-master"} 12.5"#))
    #expect(lines.contains(#"netproof_health_threshold{scenario="both",measure="tailnet-rtt",unit="milliseconds"} 50"#))
    #expect(lines.contains(#"netproof_health_exceeded{scenario="both",measure="drops"} 1"#))
    #expect(
      lines.contains(
        #"netproof_health_drops{scenario="both",node="instance-worker",reason="Invalid packet",direction="EGRESS"} 8"#))
    #expect(!lines.contains { $0.contains(#"netproof_health{scenario="both",measure="nat-pressure""#) })
  }

  @Test("metrics: of what nearly no node has, nodes that have it are told, and that nobody has it once")
  func rareMetrics() {
    func lines(_ values: [Double]) -> [String] {
      var record = record
      let nodes = zip([SampleRecord.master, SampleRecord.worker], values).map { node, value in
        NodeHealth(node: node, values: [.eventFailures: value])
      }
      record.scenarios[1].health?.nodes = nodes
      record.scenarios[1].health?.checks = [
        HealthCheck(
          .eventFailures, threshold: 0,
          values: nodes.map { HealthValue(.node($0.node), $0.values[.eventFailures] ?? 0) })
      ]
      return MetricsReport.render(record).split(separator: "\n").map(String.init).filter {
        $0.hasPrefix("netproof_health{") && $0.contains("event-failures")
      }
    }
    let start = #"netproof_health{scenario="both",measure="event-failures",unit="errors",node="#
    #expect(lines([0, 0]) == [start + #"""} 0"#])
    #expect(lines([0, 2]) == [start + #""instance-worker"} 2"#])
  }

  @Test("metrics without every node: the worst value of a measure, and the sum of drops")
  func metricsOfTheWorst() {
    let lines = MetricsReport.render(record, perNode: false).split(separator: "\n").map(String.init)
    let worst = lines.filter { $0.hasPrefix("netproof_health{") }
    #expect(worst.contains(#"netproof_health{scenario="both",measure="drops",unit="packets",node=""} 4"#))
    #expect(worst.allSatisfy { $0.contains(#"node="""#) })
    #expect(
      lines.contains(
        #"netproof_health_drops{scenario="both",node="",reason="Invalid packet",direction="EGRESS"} 8"#))
    #expect(lines.contains(#"netproof_health_exceeded{scenario="both",measure="drops"} 1"#))
  }

  @Test("the terminal is told of warnings only")
  func terminal() {
    let text = TerminalSummary.render(record)
    #expect(text.contains("! both: packets dropped by Cilium on instance-worker: 4, healthy is at most 0"))
    #expect(!TerminalSummary.render(healthy).contains("! both"))
  }

  @Test("every measure has a name in both languages")
  func names() {
    let korean = Localizer(language: .korean)
    for measure in HealthMeasure.allCases {
      #expect(!english(HealthPhrase.name(measure)).isEmpty)
      #expect(korean(HealthPhrase.name(measure)) != english(HealthPhrase.name(measure)))
    }
    for sentence in SampleRecord.health.gaps.map(\.reason) {
      #expect(SentenceTable.missing(in: sentence) == [], "\(sentence)")
    }
    #expect(SampleRecord.datapath.services.compactMap(\.difference).contains { $0.en != $0.ko })
  }
}
