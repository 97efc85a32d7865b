import Testing

@testable import Conformance

@Suite("What a path's log is where nodes take turns")
struct PathLogTurnsTests {
  private func outage(_ began: Double, _ ended: Double, isOver: Bool = true) -> PathLog.Outage {
    .init(began: began, ended: ended, seconds: ended - began, lost: Int((ended - began) * 5), isOver: isOver)
  }

  private func log(_ outages: [PathLog.Outage]) -> PathLog {
    PathLog(
      sent: 500, answered: 500 - outages.reduce(0) { $0 + $1.lost }, outages: outages, medianMilliseconds: 1,
      longestMilliseconds: 3, observedSeconds: 103)
  }

  @Test("what pods lose while they start, before their turn, is no outage and was not sent")
  func starting() {
    let log = log([outage(7, 8), outage(50, 52)]).ofTurn(from: 10, firstSign: 7.1, until: 110)
    #expect(log.outages == [outage(50, 52)] && log.lost == 10)
    #expect(log.observedSeconds == 100)
  }

  @Test("an outage that is there when the turn begins is at least as long as it was seen")
  func before() {
    let log = log([outage(7, 12)]).ofTurn(from: 10, firstSign: 7.1, until: 110)
    #expect(log.outages.map(\.beganBeforeTurn) == [true] && log.outages.allSatisfy { $0.isAtLeast && $0.isOver })
    // Something had answered the pod before, so that its beginning was seen.
    let seen = self.log([outage(8, 12)]).ofTurn(from: 10, firstSign: 7.1, until: 110)
    #expect(seen.outages == [outage(8, 12)])
  }

  @Test("an outage that outlasts its turn is not over; at the end of the watch no turn has ended it")
  func after() {
    let failing = log([outage(20, 30), outage(100, 110, isOver: false)])
    #expect(failing.isFailing)
    let turn = failing.ofTurn(from: 10, firstSign: 7.1, until: 110)
    #expect(turn.outages.map(\.isOver) == [true, false] && turn.outages.map(\.outlastedTurn) == [nil, true])
    #expect(turn.outages.map(\.isAtLeast) == [false, true])
    let end = failing.ofTurn(from: 10, firstSign: 7.1, until: 110, endsWatch: true)
    #expect(end.outages.map(\.isOver) == [true, false] && end.outages.allSatisfy { !$0.isAtLeast })
    #expect(!log([outage(20, 30)]).isFailing && !PathLog().isFailing)
  }

  @Test("what several turns saw of a path: everything that was sent and lost, in the order of time")
  func joined() {
    let (first, second) = (log([outage(20, 21)]), log([outage(220, 224)]))
    let all = PathLog.joined([second, first])
    #expect(all.sent == 1000 && all.lost == 25 && all.outages.map(\.began) == [20, 220])
    #expect(all.observedSeconds == 206 && all.medianMilliseconds == 1)
    #expect(PathLog.joined([first]) == first && PathLog.joined([]) == PathLog())
    let slow = PathLog(sent: 9, answered: 9, medianMilliseconds: 9, longestMilliseconds: 12)
    #expect(PathLog.joined([slow, first, PathLog()]).medianMilliseconds == 1)
    #expect(PathLog.joined([slow, PathLog()]).medianMilliseconds == 9)
    #expect(PathLog.joined([slow, first]).longestMilliseconds == 12)
  }
}
