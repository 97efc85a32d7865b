import Testing

@testable import Conformance

@Suite("How sure a sample is")
struct SampleConfidenceTests {
  private func sampler(_ nodes: Int, limit: Int, night: Int = 5, zones: Int = 0, subnets: Int = 0) throws -> PairSampler
  {
    PairSampler(
      nodes: PairSamplerTests.Shape(nodes: nodes, zones: zones, subnets: subnets, limit: limit).places, limit: limit,
      seed: try #require(SampleSeed("\(night)")))
  }

  /// The share of pairs that nights in a row have tried, counted: all of them, and those with a Service at the target.
  private func counted(_ nodes: Int, limit: Int, nights: Int) throws -> (pair: Double, service: Double) {
    var pairs: Set<[String]> = []
    var served: Set<[String]> = []
    for night in 0..<nights {
      let sample = try sampler(nodes, limit: limit, night: night).draw()
      let targets = Set(sample.serviceTargets)
      for (from, tos) in sample.targets {
        for to in tos {
          pairs.insert([from, to])
          if targets.contains(to) { served.insert([from, to]) }
        }
      }
    }
    let possible = Double(nodes * (nodes - 1))
    return (Double(pairs.count) / possible, Double(served.count) / possible)
  }

  @Test(
    "is the share of pairs that so many nights try, counted",
    arguments: [(12, 20, 1), (12, 20, 3), (12, 20, 6), (23, 10, 4), (23, 10, 11), (31, 7, 5), (31, 7, 33), (40, 90, 9)])
  func share(nodes: Int, limit: Int, nights: Int) throws {
    let told = try sampler(nodes, limit: limit, night: 0).confidence(within: nights)
    let seen = try counted(nodes, limit: limit, nights: nights)
    #expect(abs(told.pair.within - seen.pair) < 1e-9)
    // The last steps of a round may be the first ones once more, which are counted twice then.
    let slack = nodes % 2 == 0 ? 2.0 / Double(nodes - 1) : 1e-9
    #expect(abs(told.service.within - seen.service) <= slack, "\(told.service.within) and \(seen.service)")
    let tonight = try counted(nodes, limit: limit, nights: 1)
    #expect(abs(told.pair.tonight - tonight.pair) < 1e-9 && abs(told.service.tonight - tonight.service) < 1e-9)
  }

  @Test("of all pairs it is certain, and not told")
  func whole() throws {
    let sure = try sampler(5, limit: 90).confidence(within: 3)
    #expect(sure.pair == .init(tonight: 1, within: 1) && sure.service == sure.pair)
    let places = PairSamplerTests.Shape(nodes: 5, zones: 0, subnets: 0, limit: 90).places
    #expect(Participants.draw(places, SamplingOptions()).confidence == nil)
  }

  @Test(
    "an aim chooses the fewest pairs that reach it, whatever zones and subnets take beside",
    arguments: [(0.5, 7), (0.99, 7), (0.99, 1), (1, 30), (0.2, 365)],
    [(40, 0, 0), (101, 7, 0), (60, 3, 20), (64, 3, 60)])
  func aim(aim: (Double, Int), shape: (Int, Int, Int)) throws {
    let wanted = try #require(SampleAim(confidence: aim.0, nights: aim.1))
    let places = PairSamplerTests.Shape(nodes: shape.0, zones: shape.1, subnets: shape.2, limit: 90).places
    let seed = try #require(SampleSeed("3"))
    let limit = PairSampler(nodes: places, limit: 90, seed: seed).limit(for: wanted)
    let chosen = PairSampler(nodes: places, limit: limit, seed: seed)
    #expect(chosen.confidence(within: aim.1).pair.within >= aim.0 - 1e-9)
    guard chosen.perNode > PairSampler.leastPerNode, limit < chosen.possible else { return }
    let fewer = PairSampler(nodes: places, limit: limit - shape.0, seed: seed)
    #expect(fewer.confidence(within: aim.1).pair.within < aim.0, "fewer pairs would do")
    let sample = Participants.draw(places, SamplingOptions(aim: wanted, seed: seed))
    #expect(sample.confidence?.nights == aim.1 && sample.limit == limit)
  }

  @Test("an aim without a meaning is none")
  func meaningless() {
    #expect(SampleAim(confidence: 0) == nil && SampleAim(confidence: 1.01) == nil && SampleAim(confidence: .nan) == nil)
    #expect(SampleAim(confidence: 0.9, nights: 0) == nil && SampleAim(confidence: 1, nights: 1) != nil)
  }
}
