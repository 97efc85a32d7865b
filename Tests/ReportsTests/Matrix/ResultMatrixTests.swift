import Conformance
import Testing

@testable import Reports

@Suite("Result matrix")
struct ResultMatrixTests {
  let matrix = ResultMatrix(SampleRecord.record)

  @Test("rows are the aspects that occur, in reading order; columns the scenarios with their two answers")
  func shape() {
    #expect(matrix.columns.map(\.scenario) == [.physicalOnly, .both])
    #expect(matrix.columns.map(\.verdict) == [.conforms, .deviates])
    #expect(
      matrix.rows.map(\.aspect) == [
        .crossNodePod, .externalPing, .externalHTTPS, .otherNodeIP, .apiService, .pathMTU, .nodeIP, .masquerade,
        .natExternal, .natNodeAddress,
      ])
    #expect(matrix.rows.allSatisfy { $0.cells.count == 2 })
  }

  @Test(
    "a cell says what was seen everywhere",
    arguments: [
      (Aspect.crossNodePod, "works"), (.otherNodeIP, "fails"), (.apiService, "1/2 works"), (.pathMTU, "8900 bytes"),
      (.nodeIP, "100.64.0.1 / 100.64.0.2"), (.masquerade, "BPF [enp0s6]"),
      (.natExternal, "SNAT to 10.0.0.239 / 10.0.0.24"), (.natNodeAddress, "n/a"), (.externalPing, ""),
    ])
  func texts(aspect: Aspect, expected: String) {
    #expect(matrix.cell(aspect, column: 0)?.text == expected)
  }

  @Test("the worst verdict stands for the cell, and the subjects stay accessible")
  func verdicts() {
    let ping = matrix.cell(.externalPing, column: 1)
    #expect(ping?.verdict == .deviates)
    #expect(ping?.text == "1/2 works")
    #expect(ping?.cases.map(\.subject) == [.node("instance-master"), .node("instance-worker")])
    #expect(matrix.cell(.externalHTTPS, column: 1)?.text == "not measured")
    #expect(matrix.cell(.externalHTTPS, column: 1)?.verdict == .inconclusive)
    #expect(matrix.cell(.natNodeAddress, column: 0)?.verdict == .notApplicable)
    #expect(matrix.cell(.natNodeAddress, column: 1)?.verdict == nil)
    #expect(matrix.cell(.crossNodePod, column: 7) == nil)
  }

  @Test("one subject that was not measured does not pass for a measured one")
  func partlyMeasured() {
    let cases = [
      SampleRecord.path(.nodeIP, .node("a"), .value("100.64.0.1")),
      CaseRecord(
        aspect: .nodeIP, subject: .node("b"), prediction: .unknown("no agent"), observation: nil,
        verdict: .inconclusive, explanation: "no agent"),
    ]
    #expect(ResultMatrix.Cell(cases: cases).text == "100.64.0.1 (1 not measured)")
    #expect(ResultMatrix.Cell(cases: cases).verdict == .inconclusive)
  }

  @Test("answers from different public addresses are all works; three values are counted; readiness is called ready")
  func mixtures() {
    func cell(_ aspect: Aspect, _ outcomes: [Outcome]) -> String {
      ResultMatrix.Cell(
        cases: outcomes.enumerated().map { SampleRecord.path(aspect, .node("n\($0.offset)"), $0.element) }
      ).text
    }
    #expect(cell(.externalHTTPS, [.answersWithAddress("1.2.3.4"), .answersWithAddress("1.2.3.5")]) == "works")
    #expect(cell(.nodeIP, [.value("a"), .value("b"), .value("c")]) == "3 different values")
    #expect(cell(.clusterDNSReady, [.healthy, .unhealthy("0/1")]) == "1/2 ready")
    #expect(cell(.pathMTU, [.largestPayload(1202), .unreachable]) == "1/2 works")
    #expect(cell(.crossNodePod, [.reachable, .partly("TCP fails")]) == "1/2 works")
  }
}
