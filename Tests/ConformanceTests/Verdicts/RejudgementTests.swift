import Testing

@testable import Conformance

@Suite("Judging a record again")
struct RejudgementTests {
  private func verdicts(_ cases: [CaseRecord]) -> [Verdict] { cases.map(\.verdict) }

  @Test("the same facts and observations give the same cases", arguments: ["A", "B", "C", "D", "C-nodeip-phys"])
  func same(folder: String) throws {
    let record = try Rehearsal(folder).scenario(.both)
    #expect(try #require(record.rejudged()) == record.cases)
  }

  @Test("a permission to disturb that the run did not have is not assumed")
  func undisturbed() throws {
    let record = try Rehearsal("C", mayDisturb: false).scenario(.both)
    let restarts = try #require(record.rejudged()).filter { $0.aspect == .clusterDNSRestart }
    #expect(!restarts.isEmpty && restarts.allSatisfy { $0.verdict == .notApplicable })
  }

  @Test("a verdict that the observation does not bear out is found out")
  func forged() throws {
    var record = try Rehearsal("C").scenario(.both)
    let index = try #require(record.cases.firstIndex { $0.aspect == .externalPing })
    record.cases[index].observation = Observation(.measured(.unreachable))
    #expect(record.cases[index].verdict == .conforms)
    #expect(try #require(record.rejudged())[index].verdict == .deviates)
  }

  @Test("other facts give other predictions")
  func otherFacts() throws {
    var record = try Rehearsal("C").scenario(.both)
    record.basis?.facts.configuration["devices"] = "tailscale0"
    let again = try #require(record.rejudged())
    #expect(again.contains { $0.aspect == .externalPing && $0.verdict == .deviates })
  }

  @Test("the facts of a large cluster are not kept: they would outgrow the record")
  func large() throws {
    var facts = try RecordedCluster.facts("C")
    let node = try #require(facts.nodes.first)
    facts.nodes = Array(repeating: node, count: 32)
    #expect(ScenarioRecord.Basis(keeping: facts, mayDisturb: true)?.facts == facts)
    facts.nodes.append(node)
    #expect(ScenarioRecord.Basis(keeping: facts, mayDisturb: true) == nil)
  }

  @Test("without facts nothing can be judged")
  func withoutBasis() throws {
    var record = try Rehearsal("C").scenario(.both)
    record.basis = nil
    #expect(record.rejudged() == nil)
  }
}
