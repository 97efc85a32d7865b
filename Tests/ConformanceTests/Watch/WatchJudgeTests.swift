import Testing

@testable import Conformance

@Suite("The verdict on a watched path")
struct WatchJudgeTests {
  private func judge(_ log: PathLog, _ expected: Bool? = true, _ problem: Sentence? = nil) -> Verdict {
    WatchJudge.judge(log, isExpectedToWork: expected, problem: problem, maximumOutage: 1).verdict
  }

  private func log(_ seconds: Double, unobserved: Double = 0) -> PathLog {
    PathLog(
      sent: 100, answered: 90,
      outages: [
        .init(began: 1, ended: 1.4, seconds: 0.4, lost: 2, isOver: true),
        .init(began: 5, ended: 5 + seconds, seconds: seconds, lost: 8, isOver: true),
      ], unobservedSeconds: unobserved)
  }

  @Test("an outage within the limit conforms, a longer one deviates and is told")
  func limit() {
    #expect(judge(PathLog(sent: 10, answered: 10)) == .conforms)
    #expect(judge(log(1)) == .conforms)
    #expect(judge(log(1.2)) == .deviates)
    let judged = WatchJudge.judge(log(1.2), isExpectedToWork: true, problem: nil, maximumOutage: 1)
    #expect(judged.explanation == "the longest outage was 1.20 s (8 lost), longer than the 1.00 s that are let pass")
  }

  @Test("what was not watched is never green")
  func notWatched() {
    #expect(judge(PathLog()) == .inconclusive)
    #expect(judge(log(0.5, unobserved: 3)) == .inconclusive)
    #expect(judge(log(2, unobserved: 3)) == .deviates)
    let judged = WatchJudge.judge(PathLog(), isExpectedToWork: true, problem: "exec refused", maximumOutage: 1)
    #expect(judged.explanation == "exec refused")
  }

  @Test("a path that the setting does not predict to work is not judged")
  func notExpected() {
    #expect(judge(log(60), false) == .notApplicable)
    #expect(judge(log(60), nil) == .notApplicable)
  }

  @Test("an outage that a turn cut off is told as the least; within the limit it is not known whether it was longer")
  func cut() {
    func log(_ seconds: Double, before: Bool = false, after: Bool = false, isOver: Bool = true) -> PathLog {
      var outage = PathLog.Outage(began: 5, ended: 5 + seconds, seconds: seconds, lost: 3, isOver: isOver)
      if before { outage.beganBeforeTurn = true }
      if after { outage.outlastedTurn = true }
      return PathLog(sent: 100, answered: 97, outages: [outage])
    }
    func judged(_ log: PathLog) -> (verdict: Verdict, explanation: Sentence) {
      WatchJudge.judge(log, isExpectedToWork: true, problem: nil, maximumOutage: 1)
    }
    let open = judged(log(0.6, after: true, isOver: false))
    #expect(open.verdict == .inconclusive)
    #expect(
      open.explanation.text
        == "an outage was at least 0.60 s (3 lost, still failing when its turn ended); whether it was longer than the "
        + "1.00 s that are let pass is not known")
    #expect(judged(log(0.6, before: true)).verdict == .inconclusive)
    #expect(judged(log(0.6, before: true)).explanation.contains("failing already when its turn began"))
    #expect(judged(log(0.6, before: true, isOver: false)).explanation.contains("began, not over"))
    let longer = judged(log(1.2, after: true, isOver: false))
    #expect(longer.verdict == .deviates && longer.explanation.contains("at least 1.20 s"))
    #expect(judged(log(0.6)).verdict == .conforms)
  }
}
