import Conformance
import Foundation
import Testing

@testable import Reports

@Suite("Reports tell what many tries of a path brought")
struct SampledPathsTests {
  /// The sample record, with one path that was tried thirty times, of which the first ones were lost.
  private func record(losing lost: Int) throws -> RunRecord {
    var record = SampleRecord.record
    let scenario = try #require(
      record.scenarios.indices.first { number in
        record.scenarios[number].cases.contains { $0.verdict == .conforms && $0.observation?.outcome == .reachable }
      })
    let place = try #require(
      record.scenarios[scenario].cases.firstIndex {
        $0.verdict == .conforms && $0.observation?.outcome == .reachable && $0.attempts == 1
      })
    let tries = (0..<30).map { number -> (PathSamples.Try, Date?) in
      (number < lost ? .lost : .answered, SampleRecord.record.startedAt.addingTimeInterval(Double(number)))
    }
    record.scenarios[scenario].cases[place].observation?.samples = PathSamples(
      tries.map { (result: $0.0, began: $0.1) }, intervalSeconds: 1, toleratedLoss: 0.01)
    return record
  }

  private func junit(_ record: RunRecord) throws -> String {
    String(decoding: try JUnitReport.render(record), as: UTF8.self)
  }

  @Test("nothing is said where paths were tried once")
  func once() {
    #expect(RunWording.tries(SampleRecord.record, .english) == nil)
    #expect(!TerminalSummary.render(SampleRecord.record).contains("Tries:"))
    #expect(!MetricsReport.render(SampleRecord.record).contains("netproof_path_loss_ratio{"))
  }

  @Test("terminal, Markdown and HTML count them, and say how much can be lost unseen")
  func counted() throws {
    let whole = try record(losing: 0)
    let text = try #require(RunWording.tries(whole, .english))
    #expect(text.hasPrefix("1 path ") && text.contains("tried 30 times each: 1 lost nothing"), "\(text)")
    #expect(text.contains("at most 11.6 %") && text.contains("0 lost more"))
    #expect(TerminalSummary.render(whole, width: 400).contains("Tries: \(text)"))
    #expect(try MarkdownReport.render(whole).contains(text))
    #expect(try HTMLReport.render(whole).contains("30"))
    #expect(try #require(RunWording.tries(whole, Localizer(language: .korean))).contains("11.6 %"))
  }

  @Test("a flaky path is told with its rate: on the terminal, in JUnit, and as a metric")
  func flaky() throws {
    let record = try record(losing: 1)
    let terminal = TerminalSummary.render(record, width: 400)
    #expect(terminal.contains("is flaky: 29 of 30 tries answered: loses between 0.1 and 17.2 % (95 %)"))
    #expect(record.flakyCount == SampleRecord.record.flakyCount + 1)
    #expect(try junit(record).contains("type=\"packet-loss\""))
    #expect(try !junit(SampleRecord.record).contains("type=\"packet-loss\""))
    let metrics = MetricsReport.render(record).split(separator: "\n").filter {
      $0.hasPrefix("netproof_path_loss_ratio{")
    }
    #expect(metrics.count == 1 && metrics.allSatisfy { $0.contains(" 0.0333") })
  }
}
