import Foundation
import Testing

@testable import Conformance

@Suite("What many tries say of a path")
struct PathSamplesTests {
  @Test("counts, times and the longest burst; what was not measured is no loss and ends no burst")
  func counted() throws {
    let samples = PathSamples.of("..x?x..xx?.")
    #expect(samples.tries == 11 && samples.measured == 9 && samples.answered == 5 && samples.lost == 4)
    #expect(samples.longestBurst == 2 && samples.notMeasured == 2)
    #expect(samples.firstLoss == Date(timeIntervalSince1970: 2) && samples.lastLoss == Date(timeIntervalSince1970: 8))
    #expect(PathSamples.of("x?x").longestBurst == 2)
    #expect(PathSamples.of("...").firstLoss == nil && PathSamples.of("...").longestBurst == 0)
  }

  @Test("a path is lossy when it loses more than is tolerated for certain, not when it may")
  func lossy() {
    // 3 of 30: at least 2.1 %; 2 of 30: at least 0.8 %.
    #expect(PathSamples.of("xxx" + String(repeating: ".", count: 27)).isLossy)
    let few = PathSamples.of("xx" + String(repeating: ".", count: 28))
    #expect(!few.isLossy && few.isMixed)
    #expect(!PathSamples.of("xxx" + String(repeating: ".", count: 27), tolerated: 0.03).isLossy)
    #expect(!PathSamples.of(String(repeating: "x", count: 30)).isLossy, "what is never answered is dead, not lossy")
  }

  @Test("too few are those of which more than half could not be measured")
  func tooFew() {
    #expect(PathSamples.of(".???").isTooFew && !PathSamples.of("..??").isTooFew)
    #expect(PathSamples.of("??").isTooFew && PathSamples.of("??").loss == nil)
  }

  @Test("sentences")
  func sentences() {
    let dots = String(repeating: ".", count: 29)
    #expect(PathSamples.of("." + dots).sentence.text == "30 of 30 tries answered: loses at most 11.6 % (95 %)")
    #expect(PathSamples.of("xx").sentence.text == "none of 2 tries was answered")
    #expect(PathSamples.of("x?").sentence.text == "none of 1 tries was answered (1 more could not be measured)")
    #expect(PathSamples.of("??").sentence.text == "none of 2 tries could be measured")
    #expect(
      PathSamples.of("x" + dots).sentence.text
        == "29 of 30 tries answered: loses between 0.1 and 17.2 % (95 %), lost from 1970-01-01T00:00:00.000Z to "
        + "1970-01-01T00:00:00.000Z, at most 1 in a row")
  }

  @Test("an observation after further tries: by its rate, whatever the first one said")
  func observations() {
    let (works, fails) = (Observation(.measured(.reachable)), Observation(.measured(.unreachable)))
    let lost = [Evidence(origin: "pod", command: "ping", output: "nothing")]
    func outcome(_ first: Observation, _ tries: String) -> Outcome? {
      first.sampled(.of(tries), answer: .reachable, evidence: lost).outcome
    }
    let dots = String(repeating: ".", count: 29)
    #expect(outcome(works, "." + dots) == .reachable)
    #expect(outcome(works, ".xxx" + dots) == .lossy(lost: 3, of: 33))
    #expect(outcome(fails, "xxx" + dots) == .lossy(lost: 3, of: 32))
    // A first try that was lost, and that is all: the path works, and is flaky.
    #expect(outcome(fails, "x" + dots) == .reachable)
    #expect(outcome(fails, "xxxx") == .unreachable)
    let open = Observation(.notMeasured("no pod")).sampled(.of("?..."), answer: .reachable)
    #expect(open.outcome == nil && open.samples?.answered == 3)
    #expect(works.sampled(.of(".x"), answer: .reachable, evidence: lost).evidence == lost)
    #expect(works.sampled(.of(".."), answer: .reachable, evidence: lost).evidence.isEmpty)
    // Partly, as expected, and the same each time.
    let part = Observation(.measured(.partly("only a answers")))
    #expect(part.sampled(.of("xx"), answer: nil).outcome == part.outcome)
  }

  @Test("a record carries them, and older ones have none")
  func coded() throws {
    let observation = Observation(.measured(.reachable)).sampled(.of(".x.?"), answer: .reachable)
    #expect(observation.samples != nil)
    let again = try JSONDecoder().decode(Observation.self, from: JSONEncoder().encode(observation))
    #expect(again == observation)
    let lossy = Outcome.lossy(lost: 3, of: 30)
    #expect(try JSONDecoder().decode(Outcome.self, from: JSONEncoder().encode(lossy)) == lossy)
    let older = try JSONEncoder().encode(Observation(.measured(.reachable)))
    #expect(!String(decoding: older, as: UTF8.self).contains("samples"))
  }

  @Test("a lossy path serves nobody, and is not down")
  func outcome() {
    let lossy = Outcome.lossy(lost: 1, of: 2)
    #expect(lossy.servesUsers == false && lossy.isAnswered && !lossy.isDown)
    #expect(Outcome.unreachable.isDown && !Outcome.unreachable.isAnswered && Outcome.reachable.isAnswered)
    #expect(Outcome.partly("a").isDown && !Outcome.notTranslated.isDown)
  }
}

extension PathSamples {
  /// Tries one second apart: `.` was answered, `x` was lost, `?` was not measured.
  static func of(_ tries: String, tolerated: Double = 0.01) -> PathSamples {
    PathSamples(
      tries.enumerated().map { number, sign in
        (sign == "." ? .answered : sign == "x" ? .lost : .notMeasured, Date(timeIntervalSince1970: Double(number)))
      }, intervalSeconds: 1, toleratedLoss: tolerated)
  }

  /// So many tries, of which the first ones were lost.
  static func losing(_ lost: Int, of tries: Int) -> PathSamples {
    .of(String(repeating: "x", count: lost) + String(repeating: ".", count: tries - lost))
  }
}
