import Foundation
import Testing

@testable import Conformance

@Suite("The size of a large cluster's record")
struct ScenarioRecordSizeTests {
  private func record(_ count: Int) -> ScenarioRecord {
    var record = ScenarioRecord(scenario: .both, devices: nil, startedAt: Date())
    let evidence = Evidence(origin: "pod", command: "ping", output: String(repeating: "x", count: 1000))
    record.cases = (0..<count).map { index in
      CaseRecord(
        aspect: .externalPing, subject: .node("node-\(index)"),
        prediction: .expected(Expectation(.reachable, because: "", source: "")),
        observation: Observation(.measured(index == 0 ? .unreachable : .reachable), evidence: [evidence]),
        verdict: index == 0 ? .deviates : .conforms, explanation: "")
    }
    return record
  }

  private func lengths(_ record: ScenarioRecord) -> Set<Int> {
    Set(record.cases.dropFirst().flatMap { $0.observation?.evidence ?? [] }.map(\.output.count))
  }

  @Test("few cases keep their evidence; of many, those that conform keep its beginning, the others all")
  func lighten() {
    var few = record(ScenarioRecord.mostCasesInFull)
    few.lighten()
    #expect(lengths(few) == [1000])
    var many = record(ScenarioRecord.mostCasesInFull + 1)
    many.lighten()
    #expect(lengths(many).allSatisfy { $0 < 200 })
    #expect(many.cases[0].observation?.evidence.first?.output.count == 1000)
  }
}
