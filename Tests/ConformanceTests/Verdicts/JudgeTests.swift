import Cilium
import Testing

@testable import Conformance

@Suite("Judging one case")
struct JudgeTests {
  private func judge(_ expected: Outcome, _ seen: Outcome) throws -> Judge.Judgement {
    Judge.judge(
      .expected(Expectation(expected, because: "reason", source: "source")), Observation(.measured(seen)),
      facts: try RecordedCluster.facts("C"))
  }

  /// One outcome of each kind; no two of them mean the same.
  static let kinds: [Outcome] = [
    .reachable, .unreachable, .partly("ping works, TCP fails"), .answersWithAddress("168.107.2.60"),
    .largestPayload(1202), .translated(to: "10.0.0.239"), .notTranslated, .translatedWrongly("OUT without IN"),
    .value("enp0s6"), .healthy, .unhealthy("not Ready"),
  ]

  @Test("an outcome conforms to itself and to no other kind", arguments: kinds)
  func eachKind(expected: Outcome) throws {
    for seen in Self.kinds {
      #expect(try judge(expected, seen).verdict == (seen == expected ? .conforms : .deviates))
    }
  }

  @Test(
    "the same kind with another value deviates",
    arguments: [
      (Outcome.partly("only the DNS pods on a answer"), Outcome.partly("only the DNS pods on b answer")),
      (.answersWithAddress("168.107.2.60"), .answersWithAddress("168.107.2.61")),
      (.largestPayload(1202), .largestPayload(1203)), (.largestPayload(1202), .largestPayload(1021)),
      (.translated(to: "10.0.0.239"), .translated(to: "100.64.0.1")), (.value("enp0s6"), .value("none")),
    ])
  func values(expected: Outcome, seen: Outcome) throws {
    let judgement = try judge(expected, seen)
    #expect(judgement.verdict == .deviates)
    #expect(judgement.explanation == "expected: \(expected); seen: \(seen)")
  }

  @Test("an expected ill health conforms in whatever words it shows")
  func illHealth() throws {
    #expect(try judge(.unhealthy("cannot reach the API"), .unhealthy("coredns-1 is not Ready")).verdict == .conforms)
    #expect(try judge(.unhealthy("cannot reach the API"), .healthy).verdict == .deviates)
  }

  @Test("any public address will do where none is known")
  func publicAddress() throws {
    #expect(try judge(.answersWithAddress(nil), .answersWithAddress("168.107.2.60")).verdict == .conforms)
    #expect(try judge(.answersWithAddress(nil), .unreachable).verdict == .deviates)
  }

  @Test(
    "an address from inside is not a public one",
    arguments: ["10.244.0.7", "10.0.0.239", "100.64.0.1", "192.168.1.1", "127.0.0.1", "<html>", "", "2001:db8::1"])
  func insideAddress(seen: String) throws {
    let judgement = try judge(.answersWithAddress(nil), .answersWithAddress(seen))
    #expect(judgement.verdict == .deviates)
    #expect(judgement.explanation.hasPrefix("the server saw \(seen)"))
  }

  @Test("a pod address is not a public one even where the pods have public addresses")
  func publicPods() throws {
    var facts = try RecordedCluster.facts("C")
    facts.nodes[0].podCIDR = IPv4CIDR("203.0.112.0/24")
    let expectation = Expectation(.answersWithAddress(nil), because: "reason", source: "source")
    let judgement = Judge.judge(
      .expected(expectation), Observation(.measured(.answersWithAddress("203.0.112.9"))), facts: facts)
    #expect(judgement.verdict == .deviates && judgement.explanation.contains("a pod address"))
  }

  @Test("what could not be measured or predicted is never green")
  func inconclusive() throws {
    let facts = try RecordedCluster.facts("C")
    let expected = Prediction.expected(Expectation(.reachable, because: "reason", source: "source"))
    #expect(Judge.judge(expected, nil, facts: facts).verdict == .inconclusive)
    let failed = Judge.judge(expected, Observation(.notMeasured("exec failed")), facts: facts)
    #expect(failed == Judge.Judgement(verdict: .inconclusive, explanation: "exec failed"))
    let unknown = Judge.judge(.unknown("no routes"), Observation(.measured(.reachable)), facts: facts)
    #expect(unknown.verdict == .unpredicted && unknown.explanation.contains("no routes"))
    let unmeasured = Judge.judge(.unknown("no routes"), Observation(.notMeasured("exec failed")), facts: facts)
    #expect(unmeasured.verdict == .inconclusive && unmeasured.explanation.contains("exec failed"))
    let value = Judge.judge(.unknown("no uplink"), Observation(.measured(.value("eth0"))), facts: facts)
    #expect(value.verdict == .inconclusive)
  }

  @Test("a path that works without a prediction is told and not red; one that fails is never green")
  func unpredicted() throws {
    let rehearsal = try Rehearsal("C")
    var scenario = rehearsal.scenario(.both)
    let place = try #require(scenario.cases.firstIndex { $0.aspect == .crossNodePod })
    scenario.cases[place].verdict = .unpredicted
    scenario.cases[place].observation = Observation(.measured(.reachable))
    #expect(scenario.verdict == .conforms && !scenario.cases[place].isRed)
    scenario.cases[place].observation = Observation(.measured(.unreachable))
    #expect(scenario.verdict == .inconclusive && scenario.cases[place].isRed)
    guard case .unfit = Fitness.assess(scenario.cases) else {
      Issue.record("what was seen without a prediction must count for fitness")
      return
    }
    for index in scenario.cases.indices { scenario.cases[index].verdict = .unpredicted }
    #expect(scenario.verdict == .inconclusive)
  }

  @Test("what does not apply is told with its reason")
  func notApplicable() throws {
    let judgement = Judge.judge(.notApplicable("no DNS pod here"), nil, facts: try RecordedCluster.facts("C"))
    #expect(judgement == Judge.Judgement(verdict: .notApplicable, explanation: "no DNS pod here"))
  }

  @Test("the worst verdict stands for all")
  func worst() {
    #expect([Verdict]().worst == nil)
    #expect([Verdict.conforms, .notApplicable].worst == .conforms)
    #expect([Verdict.conforms, .inconclusive, .notApplicable].worst == .inconclusive)
    #expect([Verdict.inconclusive, .deviates, .conforms].worst == .deviates)
  }
}
