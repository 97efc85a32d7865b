import Probes
import Testing

@testable import Conformance

/// Lines as a pod's script writes them, five echo requests a second unless said otherwise.
private struct Pod {
  var transcript = PodTranscript(paths: 2)
  /// Our clock minus the pod's, in seconds.
  var offset = -1000.0

  mutating func line(_ text: String, at uptime: Double, delay: Double = 0) {
    transcript.receive(text, arrived: uptime + offset + delay)
  }

  mutating func start(_ uptime: Double) {
    line("- \(uptime) start", at: uptime)
    begin(uptime)
  }

  mutating func begin(_ uptime: Double) { line("0 \(uptime) begin", at: uptime) }

  mutating func tick(_ uptime: Double) { line("- \(uptime) tick", at: uptime) }

  /// Answers to the numbers of a ping that began at `from`.
  mutating func answer(
    _ numbers: some Sequence<Int>, from: Double, every interval: Double = 0.2, milliseconds: Double = 1
  ) {
    for number in numbers {
      let arrival = from + Double(number) * interval + milliseconds / 1000
      line(
        "0 \(arrival) say 64 bytes from 10.244.1.5: seq=\(number % 65536) ttl=62 time=\(milliseconds) ms", at: arrival)
    }
  }

  /// - Parameter watched: By our clock; from the first line to the last unless something else is said.
  func log(
    _ path: Int = 0, _ method: WatchProbe.Method = .ping, interval: Double = 0.2, watched: ClosedRange<Double>? = nil
  ) -> PathLog {
    let seen = (transcript.sessions.first?.began ?? 0)...(transcript.sessions.last?.ended ?? 0)
    return PathLogMaker(
      method: method, interval: interval, sessions: transcript.sessions, watched: watched ?? seen
    ).log(transcript.paths[path])
  }
}

@Suite("What a path's answers come to")
struct PathLogTests {
  @Test("a path that answers every probe has no outage")
  func whole() {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...49, from: 5000)
    pod.tick(5010)
    let log = pod.log()
    #expect(log.sent == 50 && log.answered == 50 && log.lost == 0 && log.late == 0)
    #expect(log.outages.isEmpty)
    #expect(log.medianMilliseconds.map { abs($0 - 1) < 0.001 } == true)
    #expect(abs(log.observedSeconds - 10) < 0.001)
  }

  @Test("what follows a session that was never made again was not watched, nor what came before a late first one")
  func silent() {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...49, from: 5000)
    pod.tick(5010)
    // By our clock the session lasts from 4000 to 4010.
    #expect(pod.log(watched: 4000...4011).unobservedSeconds == 0)
    #expect(abs(pod.log(watched: 4000...4070).unobservedSeconds - 60) < 0.001)
    #expect(abs(pod.log(watched: 3980...4010).unobservedSeconds - 20) < 0.001)
    let log = pod.log(watched: 4000...4070)
    let (verdict, explanation) = WatchJudge.judge(
      log, isExpectedToWork: true, problem: "the exec session broke", maximumOutage: 5)
    #expect(verdict == .inconclusive && explanation.contains("not watched for 60.00 s"))
  }

  @Test("missing numbers are an outage, as long as the probes in it, within one interval")
  func gap() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...19, from: 5000)
    // 20 to 34 are lost: the break began between 5003.8 and 5004.0 and ended between 5006.8 and 5007.0.
    pod.answer(35...60, from: 5000)
    let log = pod.log()
    let outage = try #require(log.outages.first)
    #expect(log.outages.count == 1 && log.lost == 15)
    #expect(abs(outage.seconds - 3) < 0.2 && outage.lost == 15 && outage.isOver)
    // By our clock, which differs from the pod's by 1000 s.
    #expect(abs(outage.began - 4004) < 0.01 && abs(outage.ended - 4007) < 0.01)
  }

  @Test("jitter of arrivals does not change the length of an outage")
  func jitter() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...19, from: 5000)
    // The answer after the gap was written down 150 ms late.
    pod.line("0 5007.151 say 64 bytes from a: seq=35 ttl=62 time=1.0 ms", at: 5007.151)
    pod.answer(36...60, from: 5000)
    let outage = try #require(pod.log().outages.first)
    #expect(abs(outage.seconds - 3) < 0.1)
  }

  @Test("a node that sends slower than asked has longer outages, not more lost probes")
  func pace() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(Array(0...19) + Array(30...49), from: 5000, every: 0.25)
    let log = pod.log()
    let outage = try #require(log.outages.first)
    #expect(outage.lost == 10 && abs(outage.seconds - 2.5) < 0.01)
    #expect(log.sent == 50)
  }

  @Test("answers that overtake each other are late, not lost; the same answer twice counts once")
  func late() {
    var pod = Pod()
    pod.start(5000)
    pod.answer([0, 1, 2, 4, 5], from: 5000)
    pod.answer([3], from: 5000, milliseconds: 700)
    pod.line("0 5001.4 say 64 bytes from a: seq=3 ttl=62 time=800.0 ms (DUP!)", at: 5001.4)
    pod.answer(6...10, from: 5000)
    let log = pod.log()
    #expect(log.sent == 11 && log.answered == 11 && log.late == 1 && log.outages.isEmpty)
    #expect(log.longestMilliseconds.map { abs($0 - 700) < 0.01 } == true)
  }

  @Test("an outage that is not over counts until the last sign of the pod, without the last second")
  func open() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...9, from: 5000)
    for second in 2...11 { pod.tick(5000 + Double(second)) }
    let log = pod.log()
    let outage = try #require(log.outages.last)
    #expect(!outage.isOver)
    // The last answer was to 5001.8; what was sent after 5010 may still be under way.
    #expect(outage.lost == 41 && abs(outage.seconds - 9) < 0.2)
    #expect(log.sent == 51 && log.answered == 10)
  }

  @Test("answers under way at the end are not lost")
  func end() {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...9, from: 5000)
    pod.tick(5002.7)
    #expect(pod.log().outages.isEmpty)
  }

  @Test("a path that never answers is one outage from the beginning")
  func never() throws {
    var pod = Pod()
    pod.start(5000)
    pod.tick(5011)
    let log = pod.log()
    #expect(log.answered == 0 && log.sent == 51 && log.medianMilliseconds == nil)
    #expect(try #require(log.longestOutage).seconds >= 10)
  }

  @Test("lost probes before the first answer are an outage too")
  func beginning() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(5...30, from: 5000)
    let outage = try #require(pod.log().outages.first)
    #expect(outage.lost == 5 && abs(outage.seconds - 1) < 0.2 && outage.isOver)
  }

  @Test("a ping that cannot send and is started again is an outage by time, and what it said is kept")
  func restarted() throws {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...9, from: 5000)
    for uptime in stride(from: 5002.0, to: 5005.0, by: 0.2) {
      pod.line("0 \(uptime) say ping: sendto: Network is unreachable", at: uptime)
      pod.line("0 \(uptime) end", at: uptime)
      pod.begin(uptime + 0.2)
    }
    pod.answer(0...20, from: 5005)
    let log = pod.log()
    let outage = try #require(log.outages.first)
    #expect(log.outages.count == 1 && outage.lost == 15 && abs(outage.seconds - 3) < 0.2)
    #expect(log.remarks == ["ping: sendto: Network is unreachable"])
  }

  @Test("ping's numbers begin anew after 65,535 without an outage")
  func wrap() {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...65_540, from: 5000)
    let log = pod.log()
    #expect(log.sent == 65_541 && log.outages.isEmpty)
  }

  @Test("the time between a broken session and the next is not watched, and not an outage")
  func sessions() {
    var pod = Pod()
    pod.start(5000)
    pod.answer(0...49, from: 5000)
    pod.tick(5010)
    pod.start(5014)
    pod.answer(0...49, from: 5014)
    pod.tick(5024)
    let log = pod.log()
    #expect(log.outages.isEmpty && log.sent == 100)
    #expect(abs(log.unobservedSeconds - 4) < 0.01 && abs(log.observedSeconds - 20) < 0.01)
  }

  @Test("the clocks' difference is taken from the line that was under way for the shortest time")
  func clocks() throws {
    var pod = Pod()
    pod.line("- 5000 start", at: 5000, delay: 0.9)
    pod.begin(5000)
    pod.answer(0...9, from: 5000)
    pod.answer(20...29, from: 5000)
    let outage = try #require(pod.log().outages.first)
    #expect(abs(outage.began - 4002) < 0.01)
  }

  @Test("requests: an outage lasts from the first that failed until the first that got through was sent")
  func requests() throws {
    var pod = Pod()
    pod.line("- 5000 start", at: 5000)
    pod.line("1 5000.1 req 0 5000.0 0", at: 5000.1)
    pod.line("1 5003.1 req 1 5001.1 143", at: 5003.1)
    pod.line("1 5006.1 req 2 5004.1 1", at: 5006.1)
    pod.line("1 5007.2 req 3 5007.1 0", at: 5007.2)
    pod.line("1 5010.2 req 4 5008.2 1", at: 5010.2)
    let log = pod.log(1, .http, interval: 1)
    #expect(log.sent == 5 && log.answered == 2)
    #expect(log.outages.map(\.lost) == [2, 1] && log.outages.map(\.isOver) == [true, false])
    #expect(abs(log.outages[0].seconds - 6) < 0.01 && abs(log.outages[1].seconds - 2) < 0.01)
  }

  @Test("lines that are cut off or are not the script's are counted and change nothing")
  func damaged() {
    var pod = Pod()
    pod.start(5000)
    for text in ["", "0", "x 1 tick", "0 5000 say 64 bytes from a: seq=99999 ttl=1", "0 nan say x", "7 5000 begin"] {
      pod.line(text, at: 5000)
    }
    pod.answer(0...5, from: 5000)
    #expect(pod.log().sent == 6)
    #expect(pod.transcript.unreadable == 4)
  }
}
