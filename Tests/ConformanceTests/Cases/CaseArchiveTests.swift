import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("Reported constellations as archives")
struct CaseArchiveTests {
  @Test("say of every path what the case itself says", arguments: ReportedCaseTests.all)
  func forecasts(_ folder: URL) throws {
    let reported = try ReportedCase(at: folder)
    var facts = try reported.facts()
    // No archive holds netfilter's rules as `nft` tells them: what depends on their marks is not known from one.
    for index in facts.nodes.indices { facts.nodes[index].packetMarkings = nil }
    let archived = try ArchiveInspection(Recordings.read(CaseArchive(reported: reported).files())).facts
    #expect(archived.nodes.map(\.name) == facts.nodes.map(\.name))
    var compared = 0
    for aspect in Aspect.asked(of: facts.families) {
      for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
        let (told, expected) = (
          Rules.predict(aspect, subject, facts: archived), Rules.predict(aspect, subject, facts: facts)
        )
        #expect(told == expected, "\(aspect.rawValue) \(subject)")
        compared += 1
      }
    }
    #expect(compared > 0)
  }

  @Test("contradict themselves in nothing that nobody observed", arguments: ReportedCaseTests.all)
  func inspection(_ folder: URL) throws {
    let dump = try Recordings.read(CaseArchive(reported: ReportedCase(at: folder)).files())
    let record = try ArchiveInspection(dump).record(toolVersion: "1.0.0")
    #expect(!record.scenarios.flatMap(\.cases).isEmpty)
  }
}
