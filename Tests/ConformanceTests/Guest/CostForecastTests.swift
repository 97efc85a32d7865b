import Testing

@testable import Conformance

@Suite("What a run will cost")
struct CostForecastTests {
  private func forecast(_ nodes: Int) throws -> CostForecast {
    let places = (0..<nodes).map { NodePlace(name: "node-\($0)") }
    return forecast(places, Participants.draw(places, SamplingOptions(seed: SampleSeed("3"))))
  }

  private func forecast(_ places: [NodePlace], _ sample: PairSample, _ paths: PathSampling = .init()) -> CostForecast {
    let division = PodDivision(sample, nodes: places.map(\.name), backends: [], most: PodDivision.most)
    return CostForecast(nodes: places.count, sample: sample, division: division, paths: paths)
  }

  @Test("two nodes cost what a run on two nodes was counted to cost, within a quarter")
  func small() throws {
    // Counted on the lab of 1.19: 65 calls, 8 execs.
    let cost = try forecast(2)
    #expect(cost.execs == 8)
    #expect(abs(cost.calls - 65) <= 16)
  }

  @Test("each further node costs the same: three execs in its agent, one in its pod, and two pods while they are few")
  func growth() throws {
    let (one, two) = (try forecast(1000), try forecast(2000))
    #expect(two.execs - one.execs == 4000)
    #expect(two.calls == one.calls, "no more Services than pairs are allowed, and pods cost no call of their own")
    #expect(one.calls < 1000)
    #expect(try forecast(20).calls - forecast(10).calls == 20 + 10, "the Services of ten more")
    #expect(two.seconds > one.seconds)
  }

  @Test("further tries cost one exec per pod, however many they are, and their time")
  func tries() throws {
    let places = (0..<3).map { NodePlace(name: "node-\($0)") }
    let sample = Participants.draw(places, SamplingOptions(seed: SampleSeed("3")))
    func cost(_ count: Int, _ interval: Int = 1) -> CostForecast {
      forecast(places, sample, PathSampling(count: count, intervalSeconds: interval))
    }
    #expect(cost(1) == forecast(places, sample))
    #expect(cost(2).execs == cost(1).execs + 3 && cost(500).execs == cost(2).execs && cost(500).calls == cost(1).calls)
    #expect(cost(500).seconds > cost(2).seconds && cost(500, 5).seconds > cost(500).seconds)
  }

  @Test("a single node has no pairs, and no Services")
  func alone() throws { #expect(try forecast(1).execs == 4) }
}
