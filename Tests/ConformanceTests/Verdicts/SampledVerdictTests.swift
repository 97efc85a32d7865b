import Foundation
import Testing

@testable import Conformance

@Suite("A path works of a rate, not of one answer")
struct SampledVerdictTests {
  private func record(
    _ folder: String, _ aspect: Aspect, _ samples: PathSamples, _ subject: Subject = Nodes.worker
  ) throws -> CaseRecord {
    var rehearsal = try Rehearsal(folder)
    rehearsal.see(aspect, samples, subject)
    return try #require(rehearsal.record(aspect, subject))
  }

  @Test("all tries answered: it conforms, and says how much it can lose")
  func whole() throws {
    let record = try record("C", .externalPing, .losing(0, of: 30))
    #expect(record.verdict == .conforms && !record.isFlaky)
    #expect(record.explanation.text == "works, as expected; 30 of 30 tries answered: loses at most 11.6 % (95 %)")
  }

  @Test("a loss that may be tolerated: it conforms, and is flaky with its rate")
  func flaky() throws {
    let record = try record("C", .externalPing, .losing(1, of: 30))
    #expect(record.verdict == .conforms && record.isFlaky && record.attempts == 1)
    #expect(record.explanation.text.contains("(flaky: 29 of 30 tries answered: loses between 0.1 and 17.2 % (95 %)"))
  }

  @Test("a loss that is too much for certain: it deviates, with its bounds")
  func lossy() throws {
    let record = try record("C", .externalPing, .losing(9, of: 30))
    #expect(record.verdict == .deviates && !record.isFlaky)
    #expect(record.observation?.outcome == .lossy(lost: 9, of: 30))
    #expect(record.explanation.text.contains("expected: works; seen: loses 9 of 30 tries"))
    #expect(record.explanation.text.contains("loses between 14.7 and 49.4 % (95 %)"))
  }

  @Test("never answered: it deviates as a path that is down, and a single answer makes it another one")
  func dead() throws {
    let dead = try record("C", .externalPing, .losing(30, of: 30))
    #expect(
      dead.observation?.outcome == .unreachable && dead.explanation.text.contains("none of 30 tries was answered"))
    #expect(try record("C", .externalPing, .losing(29, of: 30)).observation?.outcome == .lossy(lost: 29, of: 30))
  }

  @Test("expected to fail: one answered try of many proves the path")
  func unexpectedAnswer() throws {
    let prediction = Rules.predict(.externalPing, Nodes.worker, facts: try RecordedCluster.facts("B"))
    guard case .expected(let expectation) = prediction, expectation.outcome == .unreachable else {
      Issue.record("the recorded tailnet-only cluster's pods reach nothing outside")
      return
    }
    #expect(try record("B", .externalPing, .losing(30, of: 30)).verdict == .conforms)
    let once = try record("B", .externalPing, .losing(29, of: 30))
    #expect(once.verdict == .deviates && once.diagnosis?.code != "packet-loss")
    #expect(once.explanation.text.contains("1 of 30 tries answered"))
    #expect(try record("B", .externalPing, .losing(0, of: 30)).verdict == .deviates)
  }

  @Test("what was not measured is no loss, and too little of it is never green")
  func notMeasured() throws {
    let half = try record("C", .externalPing, .of("..??"))
    #expect(half.verdict == .conforms && half.explanation.text.contains("(2 more could not be measured)"))
    let less = try record("C", .externalPing, .of(".???"))
    #expect(less.verdict == .inconclusive && less.explanation.text.contains("too few of its tries could be measured"))
    #expect(try record("B", .externalPing, .of("x???")).verdict == .inconclusive)
    // What is known to be wrong stays wrong.
    #expect(try record("B", .externalPing, .of(".???")).verdict == .deviates)
  }

  @Test("no rule decides: the rate is told")
  func unpredicted() throws {
    let seen = Observation(.measured(.reachable)).sampled(.losing(9, of: 30), answer: .reachable)
    let judged = Judge.judge(.unknown("nobody knows"), seen, facts: try RecordedCluster.facts("C"))
    #expect(judged.verdict == .unpredicted && judged.explanation.text.contains("21 of 30 tries answered"))
  }

  @Test("an endpoint outside that loses tries of every node is not down")
  func endpoint() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalPing, PathSamples.losing(15, of: 30))
    #expect(rehearsal.record(.externalPing, Nodes.worker)?.verdict == .deviates)
    rehearsal.see(.externalPing, PathSamples.losing(30, of: 30))
    #expect(rehearsal.record(.externalPing, Nodes.worker)?.verdict == .inconclusive)
  }

  @Test("a path that loses too much serves nobody")
  func fitness() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.clusterName, PathSamples.losing(9, of: 30), Nodes.worker)
    guard case .unfit(let reasons) = Fitness.assess(rehearsal.cases()) else {
      Issue.record("it is fit")
      return
    }
    #expect(reasons.contains { $0.text.contains("loses 9 of 30 tries") })
    rehearsal.see(.clusterName, PathSamples.losing(1, of: 30), Nodes.worker)
    #expect(Fitness.assess(rehearsal.cases()) == .fit)
  }

  @Test("judging the record again gives the same cases")
  func again() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.tries = 30
    rehearsal.see(.crossNodePod, PathSamples.losing(9, of: 30), Nodes.masterToWorker)
    rehearsal.see(.externalPing, PathSamples.losing(1, of: 30), Nodes.worker)
    let record = rehearsal.scenario(.both)
    #expect(record.flakyCount == 1)
    #expect(try #require(record.rejudged()) == record.cases)
  }

  @Test("a first try that failed and was retried counts as lost; the retry does not count as a try")
  func afterRetry() {
    let key = CaseKey(.externalPing, Nodes.worker)
    var sampled = SampledPaths(sampling: PathSampling(count: 4))
    let (works, fails) = (Observation(.measured(.reachable)), Observation(.measured(.unreachable)))
    #expect(sampled.observation(.externalPing, Nodes.worker, works) == works)
    sampled.tried[key] = PathSampler.Tried(tries: Array(repeating: (.answered, nil), count: 3), answer: .reachable)
    sampled.first[key] = fails
    let samples = sampled.observation(.externalPing, Nodes.worker, works).samples
    #expect(samples?.tries == 4 && samples?.lost == 1 && samples?.answered == 3)
    #expect(sampled.observation(.upstreamDNS, Nodes.worker, works).samples == nil)
  }

  @Test("only paths that pods' probes measure are tried, and not the largest packet")
  func candidates() throws {
    let cases = PathSampler.cases(try Rehearsal("C").cases())
    #expect(cases.contains { $0.0 == .crossNodePod } && cases.contains { $0.0 == .clusterName })
    #expect(cases.allSatisfy { $0.0.isMeasuredByProbes && $0.0.kind != .pathMTU })
    #expect(PathSampler.cases(try Rehearsal("C").cases().filter { $0.verdict == .notApplicable }).isEmpty)
  }
}
