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
    let last = try LastReport(made)
    #expect(last.record == record)
    #expect(last.metrics?.contains("netproof_run_verdict") == true)
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
    let read = try #require(try LastReport(made).record)
    #expect(read.scenarios[0].cases.map(\.verdict) == record.scenarios[0].cases.map(\.verdict))
    #expect(VerdictChange.between(record, read) == [])
  }

  @Test("a record that is too large even so is an error that says what to do")
  func tooLarge() throws {
    var record = try Records.conforming()
    let text = String(decoding: Data((0..<1_500_000).map { _ in UInt8.random(in: 33...126) }), as: UTF8.self)
    record.notes = [text]
    let error = #expect(throws: DeliveryError.self) { try make(record) }
    #expect(error?.description.contains("--max-nodes") == true)
  }

  @Test("a record that is damaged is an error, one that is missing is none")
  func damaged() throws {
    var made = try make(try Records.conforming()).configMap
    made.binaryData?["run.json.gz"] = Data("damaged".utf8)
    #expect(throws: DeliveryError.self) { try LastReport(made) }
    made.binaryData = nil
    #expect(try LastReport(made).record == nil)
  }

  /// Text that does not compress well.
  private func noise(bytes: Int) -> Evidence {
    let text = String(decoding: Data((0..<bytes).map { _ in UInt8.random(in: 33...126) }), as: UTF8.self)
    return Evidence(origin: "made up", command: "noise", output: text)
  }
}
