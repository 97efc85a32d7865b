import Testing

@testable import Conformance

@Suite("Observed cases")
struct ObservedCasesTests {
  @Test("each case is observed once in each of its measurements, also where nothing was to be seen")
  func once() {
    var cases = ObservedCases(count: 2)
    var asked: [Int] = []
    func observe(_ number: Int, _ observation: Observation?) -> () -> Observation? {
      {
        asked.append(number)
        return observation
      }
    }
    let works = Observation(.measured(.reachable))
    let fails = Observation(.measured(.unreachable))
    #expect(cases.observation(at: 0, in: 0, observe(1, works)) == works)
    #expect(cases.observation(at: 0, in: 0, observe(2, fails)) == works)
    #expect(cases.observation(at: 1, in: 0, observe(3, nil)) == nil)
    #expect(cases.observation(at: 1, in: 0, observe(4, works)) == nil)
    #expect(cases.observation(at: 0, in: 2, observe(5, fails)) == fails)
    #expect(cases.observation(at: 0, in: 2, observe(6, works)) == fails)
    #expect(cases.observation(at: 1, in: 2, observe(7, works)) == works)
    #expect(asked == [1, 3, 5, 7])
  }
}
