import Conformance
import Foundation
import Kubernetes
import Reports
import Testing

@testable import Delivery

@Suite("The ConfigMap")
struct ReportConfigMapTests {
  private func make(_ record: RunRecord, metrics: String? = nil) throws -> (configMap: ConfigMap, summary: String) {
    try ReportConfigMap.make(record, namespace: "probes", language: .english, previousMetrics: metrics)
  }

  private func size(_ configMap: ConfigMap) -> Int {
    (configMap.data ?? [:]).values.reduce(0) { $0 + $1.utf8.count }
      + (configMap.binaryData ?? [:]).values.reduce(0) { $0 + $1.count }
  }

  @Test("holds Markdown, metrics and the whole record, which the next run reads back")
  func roundTrip() throws {
    let record = try Records.conforming()
    let made = try make(record).configMap
    #expect(made.name == "netproof-report" && made.namespace == "probes")
    #expect(made.metadata.annotations?["netproof.dev/verdict"] == "conforms")
    #expect(made.metadata.annotations?["netproof.dev/run"] == "k7x2b9qd")
    #expect(made.metadata.labels?["netproof.dev/run"] == nil, "cleaning up after runs must not take it")
    #expect(made.data?["report.md"]?.isEmpty == false)
    let last = LastReport(made)
    #expect(try last.record.get() == record)
    #expect(last.metrics?.contains("netproof_run_verdict") == true)
  }

  @Test("says whether the settings are fit, where that decides, in its annotations and metrics")
  func fitness() throws {
    var record = try Records.conforming()
    #expect(try make(record).configMap.metadata.annotations?["netproof.dev/fitness"] == nil)
    #expect(try make(record).configMap.data?["netproof.prom"]?.contains("netproof_run_fitness{") == false)
    record.fitnessDecides = true
    for (fitness, word) in [(Fitness.fit, "fit"), (.unfit(["ping"]), "unfit"), (.unknown(["ping"]), "unknown")] {
      record.scenarios[0].fitness = fitness
      let made = try make(record).configMap
      #expect(made.metadata.annotations?["netproof.dev/fitness"] == word)
      #expect(made.data?["netproof.prom"]?.contains("netproof_run_fitness{fitness=\"\(word)\"} 1") == true)
    }
  }

  @Test("the time of the last success goes from one ConfigMap to the next")
  func lastSuccess() throws {
    let good = try make(try Records.conforming()).configMap
    let bad = try make(try Records.with(.deviates), metrics: good.data?["netproof.prom"]).configMap
    let line = try #require(
      good.data?["netproof.prom"]?.split(separator: "\n").first {
        $0.hasPrefix("netproof_last_success_timestamp_seconds ")
      })
    #expect(bad.data?["netproof.prom"]?.contains(line) == true)
  }

  @Test("a record that is too large loses evidence, never a verdict, and says so")
  func shortened() throws {
    var record = try Records.with(.deviates)
    record.scenarios[0].cases[0].observation?.evidence = [noise(bytes: 2_000_000)]
    let (made, summary) = try make(record)
    #expect(summary.hasSuffix("without facts and evidence"))
    #expect(size(made) <= 1_048_576)
    let read = try #require(try LastReport(made).record.get())
    #expect(read.scenarios[0].cases.map(\.verdict) == record.scenarios[0].cases.map(\.verdict))
    #expect(VerdictChange.between(record, read) == [])
  }

  @Test("what a thousand nodes leave fits: metrics without every node's own, beside all of them compressed")
  func manyNodes() throws {
    // As large as a run over a thousand simulated nodes (scripts/bench scale 1000): 650 KB of metrics, Markdown that is
    // cut, and a record of 440 KB compressed.
    var record = try Records.with(.deviates)
    record.scenarios[0].health = Records.health(nodes: 1000)
    record.notes = [Sentence(words: text(bytes: 530_000))]
    let made = try make(record).configMap
    #expect(size(made) <= 1_048_576)
    let metrics = try #require(made.data?["netproof.prom"])
    #expect(metrics.contains("netproof_run_verdict{verdict=\"deviates\"} 1"))
    #expect(metrics.contains(#"measure="nat-pressure",unit="percent",node=""} 7.5"#), "the worst node's stays")
    #expect(metrics.contains(#"node="",reason="Invalid packet",direction="EGRESS"} 2000"#), "drops are summed up")
    #expect(!metrics.contains("node-0999") && metrics.hasSuffix("# EOF\n"))
    let all = try #require(made.binaryData?["netproof.prom.gz"])
    let whole = String(decoding: try Gzip.decompress(all, limit: 1 << 20), as: UTF8.self)
    #expect(whole.utf8.count > 500_000 && whole.contains("node-0999"))
    #expect(try LastReport(made).record.get() == record, "nothing of the record has to go")
  }

  @Test("metrics of few nodes are told as they are")
  func fewNodes() throws {
    var record = try Records.conforming()
    record.scenarios[0].health = Records.health(nodes: 20)
    let made = try make(record).configMap
    #expect(made.data?["netproof.prom"]?.contains(#"node="node-0019""#) == true)
    #expect(made.binaryData.map { Array($0.keys) } == ["run.json.gz"])
  }

  @Test("Markdown leaves the record the room that it needs, and says that it is cut")
  func markdownShrinks() throws {
    var record = try Records.conforming()
    record.notes = [Sentence(words: text(bytes: 1_100_000))]
    let made = try make(record).configMap
    #expect(try LastReport(made).record.get() == record, "the record is whole")
    let markdown = try #require(made.data?["report.md"])
    #expect(markdown.utf8.count < 200_000 && markdown.hasPrefix("# netproof"))
    #expect(size(made) <= 1_048_576)
  }

  @Test("what conforms loses its evidence before what does not")
  func evidenceByVerdict() throws {
    var record = try Records.with(.deviates)
    record.scenarios[0].cases[0].observation?.evidence = [noise(bytes: 300_000)]
    record.scenarios[0].cases[1].observation?.evidence = [noise(bytes: 1_500_000)]
    let (made, summary) = try make(record)
    #expect(summary.hasSuffix("without facts and the evidence of what conforms"))
    let cases = try #require(try LastReport(made).record.get()).scenarios[0].cases
    #expect(cases[0].observation?.evidence == record.scenarios[0].cases[0].observation?.evidence)
    #expect(cases[1].observation?.evidence == [])
  }

  @Test("a record that is too large even so is an error that says what to do")
  func tooLarge() throws {
    var record = try Records.conforming()
    record.notes = [Sentence(words: text(bytes: 1_500_000))]
    let error = #expect(throws: DeliveryError.self) { try make(record) }
    #expect(error?.description.contains("--max-nodes") == true)
  }

  @Test("a record that is damaged is an error, one that is missing is none")
  func damaged() throws {
    var made = try make(try Records.conforming()).configMap
    made.binaryData?["run.json.gz"] = Data("damaged".utf8)
    let last = LastReport(made)
    #expect(throws: DeliveryError.self) { try last.record.get() }
    #expect(throws: DeliveryError.self) { try last.told }
    #expect(last.metrics?.contains("netproof_last_success_timestamp_seconds") == true, "the rest can be read")
    made.binaryData = nil
    #expect(try LastReport(made).record.get() == nil)
  }

  private func noise(bytes: Int) -> Evidence {
    Evidence(origin: "made up", command: "noise", output: text(bytes: bytes))
  }

  /// Text that does not compress well: to about five sixths.
  private func text(bytes: Int) -> String {
    String(decoding: (0..<bytes).map { _ in UInt8.random(in: 33...126) }, as: UTF8.self)
  }
}
