import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Metrics")
struct MetricsReportTests {
  private var green: RunRecord {
    var record = SampleRecord.record
    record.scenarios = [SampleRecord.physicalOnly]
    return record
  }

  private func success(_ text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("netproof_last_success_timestamp_seconds ") }.map(String.init)
  }

  @Test("a run that conforms is the last success; one that does not carries the earlier one over")
  func lastSuccess() throws {
    let first = MetricsReport.render(green)
    let line = try #require(success(first))
    #expect(line == "netproof_last_success_timestamp_seconds 1795248095.625")
    let second = MetricsReport.render(SampleRecord.record, previous: first)
    #expect(success(second) == line)
    #expect(success(MetricsReport.render(SampleRecord.record, previous: second)) == line)
    #expect(success(MetricsReport.render(SampleRecord.record)) == nil)
  }

  @Test("the file in a report folder is carried over too")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ReportDirectory.write(record: green, to: folder.path)
    try ReportDirectory.write(record: SampleRecord.record, to: folder.path)
    let file = folder.appendingPathComponent(ReportFormat.metrics.fileName)
    #expect(success(try String(contentsOf: file, encoding: .utf8)) != nil)
  }

  @Test("the text ends as OpenMetrics demands, and a run that was killed has no end")
  func ends() {
    var record = SampleRecord.record
    record.finishedAt = nil
    let text = MetricsReport.render(record)
    #expect(text.hasSuffix("\n# EOF\n"))
    #expect(!text.contains("netproof_run_end_timestamp_seconds"))
    #expect(text.contains("netproof_run_verdict{verdict=\"deviates\"} 1"))
  }
}
