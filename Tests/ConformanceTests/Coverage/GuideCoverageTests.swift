import Foundation
import Testing

@testable import Conformance

@Suite("The guides' statements and what verifies them")
struct GuideCoverageTests {
  @Test("each has something that verifies it, or is a gap that is known")
  func gaps() {
    let open = GuideStatement.all.filter { $0.coverage.isEmpty }.map(\.text)
    #expect(open == [])
    #expect(GuideStatement.all.allSatisfy { !$0.coverage.isEmpty || $0.gap != nil })
    let partly = GuideStatement.all.filter { !$0.coverage.isEmpty && $0.gap != nil }.map(\.text)
    #expect(partly == [])
  }

  @Test("every section of the guides has statements, every claim of the guide and every health measure has its place")
  func places() {
    #expect(
      GuideStatement.Section.allCases.allSatisfy { section in GuideStatement.all.contains { $0.section == section } })
    let covered = Set(GuideStatement.all.flatMap(\.coverage))
    #expect(GuideClaim.all.map(\.id).filter { !covered.contains(.claim($0)) } == [])
    // Restarts of agents are netproof's own question: no guide speaks of them.
    #expect(HealthMeasure.allCases.filter { !covered.contains(.measure($0)) } == [.agentRestarts])
  }

  @Test("docs/coverage.md is what the program writes")
  func page() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../docs/coverage.md")
    #expect(try String(contentsOf: path.standardizedFileURL, encoding: .utf8) == GuideCoverage.markdown)
  }
}
