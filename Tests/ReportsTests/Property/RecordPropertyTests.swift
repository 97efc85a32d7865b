import Conformance
import Foundation
import Generators
import Testing

@testable import Reports

/// Records of real runs with something changed in them, as a damaged file or another program may have it.
@Suite("Any record")
struct RecordPropertyTests {
  @Test("is refused with a reason, or judged again, compared and rendered in every form without a trap")
  func total() async throws {
    let documents = try RecordedDocuments.all(below: 130_000)
    let mutator = DocumentMutator(documents)
    let encoder = JSONEncoder()
    var (rendered, refused) = (0, 0)
    try await Rounds("records", standard: 20).run { _, random in
      let original = random.pick(documents)
      var document = original
      for _ in 0...random.below(6) { document = mutator.changed(document, &random) }
      let record: RunRecord
      do {
        record = try RunRecordFile.decode(try encoder.encode(document), name: "run.json")
      } catch {
        #expect("\(error)".contains("run.json"), "\(error)")
        refused += 1
        return
      }
      rendered += 1
      let review = RecordReview(record)
      let language = random.pick(Language.allCases)
      for record in [record, review.record] {
        for format in ReportFormat.allCases { _ = try format.render(record, RenderOptions(language: language)) }
        #expect(
          !TerminalSummary.render(record, width: random.pick([20, 80, 400]), coloured: random.once(in: 2)).isEmpty)
      }
      let before = try RunRecordFile.decode(try encoder.encode(original), name: "before.json")
      let inputs = (Gate.Input(path: "before.json", record: before), Gate.Input(path: "after.json", record: record))
      // Of two clusters, say, there is nothing to compare: an error, and no trap.
      guard let report = try? Gate().judge(before: inputs.0, after: inputs.1, now: Date()) else { return }
      #expect(!GateText.render(report).isEmpty && !GateMarkdown.render(report, language: language).isEmpty)
      _ = try (GateJUnit.render(report), GateJSON.render(report))
    }
    // Else nothing was tried.
    #expect(rendered * 4 > refused, "\(rendered) rendered, \(refused) refused")
  }
}
