import Conformance
import Foundation
import Lab
import Testing

extension LabTests {
  /// Those that the guide's lab can show; `NETPROOF_LAB_FAULTS=NAME,NAME` leaves the others out.
  private static let shownFaults: [LabFault] = {
    let wanted = ProcessInfo.processInfo.environment["NETPROOF_LAB_FAULTS"]?.split(separator: ",").map(String.init)
    return LabFault.allCases.filter { $0.inapplicability(in: .guide) == nil && wanted?.contains($0.rawValue) != false }
  }()

  @Test("a fault is found where it is, named, and nowhere else", arguments: shownFaults)
  func fault(_ fault: LabFault) async throws {
    try await Self.expect(ExpectedFindings.of(fault), of: fault, capture: nil)
  }

  @Test(
    "packets tell apart what looks alike without them",
    arguments: [LabFault.snatMissing, .replyLost, .vxlanLost, .podsByWrongUplink, .clearTextLeak])
  func packetFault(_ fault: LabFault) async throws {
    let run = try await Self.expect(ExpectedFindings.captured(fault), of: fault, capture: CaptureOptions())
    let bad = run.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates && $0.path?.flows.isEmpty == false }
    #expect(!bad.isEmpty && bad.allSatisfy { $0.path?.captures?.isEmpty == false && $0.attachments?.isEmpty == false })
    // Beside the packets: where the way ends, and what connection tracking has of the flows.
    // What leaks arrives all the same, and only what fails is traced.
    let traced = bad.filter { $0.hops?.last != nil }
    #expect(traced.isEmpty == (fault == .clearTextLeak), "\(bad.map { "\(Self.cell($0)): \($0.hops as Any)" })")
    let flows = run.scenarios.flatMap(\.cases).flatMap { $0.path?.flows ?? [] }
    #expect(flows.contains { $0.conntrack?.contains { $0.identity != nil } == true })
  }

  @discardableResult
  private static func expect(
    _ expected: ExpectedFindings, of fault: LabFault, capture: CaptureOptions?
  ) async throws -> RunRecord {
    // The stale agents are stale with respect to a setting that they had before.
    if expected.scenario != .both { _ = try await LabRun.verify([.both]) }
    let run = try await LabRun.with(fault) {
      try await LabRun.verify(
        [expected.scenario], capture: expected.needsPackets ? CaptureOptions() : capture,
        tailscale: expected.asksTailscale, onNodePorts: true, samples: expected.samples)
    }
    #expect(run.interruption == nil, "\(run.interruption?.text ?? "")")
    let scenario = try #require(run.scenarios.first)
    #expect(scenario.failure == nil)

    let open = scenario.cases.filter { !expected.eitherWay.contains(Self.cell($0)) }
    #expect(Self.names(open, .deviates) == Self.sorted(expected.deviating))
    // Where a node's facts are missing, what was seen all the same is told without a prediction.
    let unsettled = (Self.names(open, .inconclusive) + Self.names(open, .unpredicted)).sorted()
    #expect(unsettled == Self.sorted(expected.inconclusive))
    let found = scenario.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
    let codes = Set(found.compactMap(\.diagnosis?.code))
    #expect(
      codes == expected.codes || expected.mayBeUnexplained && codes == ["unexplained"], "\(Self.explain(found))")
    let overlay = Set((scenario.tailnet?.findings ?? []).map(\.code)).intersection(ExpectedFindings.ofOverlay)
    #expect(overlay == expected.overlay)
    #expect(Set(run.cluster.skippedNodes.keys) == expected.leftOut, "\(run.cluster.skippedNodes)")
    #expect(found.allSatisfy { $0.diagnosis != nil })
    return run
  }

  private static func cell(_ record: CaseRecord) -> ExpectedFindings.Cell {
    .init(aspect: record.aspect, subject: record.subject)
  }

  private static func names(_ cases: [CaseRecord], _ verdict: Verdict) -> [String] {
    cases.filter { $0.verdict == verdict }.map { cell($0).description }.sorted()
  }

  private static func sorted(_ cells: Set<ExpectedFindings.Cell>) -> [String] { cells.map(\.description).sorted() }

  private static func explain(_ cases: [CaseRecord]) -> String {
    cases.map { "\(cell($0)): \($0.explanation) → \($0.diagnosis?.code ?? "none")" }.joined(separator: "\n")
  }
}
