import Testing

@testable import Conformance

@Suite("Which pairs of nodes are probed")
struct PairSamplerTests {
  /// Clusters of many sizes, spread over zones and subnets of unequal size.
  struct Shape: Sendable, CustomTestStringConvertible {
    var nodes: Int
    var zones: Int
    var subnets: Int
    var limit: Int
    var testDescription: String { "\(nodes) nodes, \(zones) zones, \(subnets) subnets, limit \(limit)" }

    var places: [NodePlace] {
      (0..<nodes).map { index in
        NodePlace(
          name: "node-\(index)", zone: zones == 0 ? nil : "zone-\(index * index % zones)",
          subnet: subnets == 0 ? nil : "10.0.\(index % subnets)")
      }
    }

    func draw(_ night: Int) throws -> PairSample {
      PairSampler(nodes: places, limit: limit, seed: try #require(SampleSeed("\(night)"))).draw()
    }
  }

  static let sampled = [
    Shape(nodes: 4, zones: 2, subnets: 0, limit: 3), Shape(nodes: 11, zones: 3, subnets: 2, limit: 90),
    Shape(nodes: 12, zones: 0, subnets: 0, limit: 90), Shape(nodes: 23, zones: 4, subnets: 5, limit: 90),
    Shape(nodes: 40, zones: 3, subnets: 20, limit: 90), Shape(nodes: 60, zones: 3, subnets: 4, limit: 400),
    Shape(nodes: 101, zones: 7, subnets: 0, limit: 0), Shape(nodes: 64, zones: 3, subnets: 60, limit: 90),
  ]

  private struct Pair: Hashable {
    var from: String
    var to: String
  }

  private func pairs(_ sample: PairSample) -> Set<Pair> {
    Set(sample.targets.flatMap { from, targets in targets.map { Pair(from: from, to: $0) } })
  }

  @Test("up to the limit, all pairs are probed", arguments: [0, 1, 2, 3, 10])
  func whole(count: Int) throws {
    let sample = try Shape(nodes: count, zones: 2, subnets: 3, limit: 90).draw(7)
    let names = (0..<count).map { "node-\($0)" }
    #expect(sample.isWhole && sample.summary == nil && sample.possible == count * max(0, count - 1))
    #expect(sample.subjects(.crossNodePod) == Subject.all(.pair, nodes: names))
    #expect(sample.subjects(.crossNodeService) == Subject.all(.pair, nodes: names))
    #expect(sample.subjects(.externalPing) == names.map(Subject.node))
  }

  @Test("above the limit, every node is source and target at least twice, of others only", arguments: sampled)
  func twice(shape: Shape) throws {
    for night in 0..<3 {
      let sample = try shape.draw(night)
      let pairs = pairs(sample)
      #expect(!sample.isWhole && sample.tested == pairs.count)
      #expect(pairs.allSatisfy { $0.from != $0.to })
      for node in sample.nodes {
        #expect(pairs.count { $0.from == node } >= 2 && pairs.count { $0.to == node } >= 2)
      }
    }
  }

  @Test("every pair of zones is covered every night, and every pair of subnets unless it is stated", arguments: sampled)
  func groups(shape: Shape) throws {
    let places = Dictionary(uniqueKeysWithValues: shape.places.map { ($0.name, $0) })
    func covered(_ sample: PairSample, _ group: (NodePlace) -> String?) -> (seen: Int, possible: Int) {
      let seen = Set(
        pairs(sample).map { pair in
          Pair(from: places[pair.from].flatMap(group) ?? "", to: places[pair.to].flatMap(group) ?? "")
        })
      let sizes = Dictionary(shape.places.map { (group($0) ?? "", 1) }, uniquingKeysWith: +)
      return (seen.count, sizes.count * (sizes.count - 1) + sizes.values.count { $0 > 1 })
    }
    for night in [0, 5, 20778] {
      let sample = try shape.draw(night)
      let zones = covered(sample, \.zone)
      #expect(zones.seen == zones.possible)
      let subnets = covered(sample, \.subnet)
      #expect(subnets.possible - subnets.seen == sample.subnetPairsLeftOut)
      if subnets.possible <= max(shape.limit, 2 * shape.nodes) { #expect(sample.subnetPairsLeftOut == 0) }
    }
  }

  @Test("successive nights cover all pairs, from whichever night on", arguments: sampled, [0, 3, 20778])
  func allPairs(shape: Shape, first: Int) throws {
    let nights = try shape.draw(first).nightsToCoverAll
    let union = try (first..<first + nights).reduce(into: Set<Pair>()) { $0.formUnion(pairs(try shape.draw($1))) }
    #expect(union.count == shape.nodes * (shape.nodes - 1))
    #expect(nights <= (shape.nodes - 1 + 1) / 2)
  }

  @Test("the limit is kept where two per node and the pairs of groups allow it", arguments: sampled)
  func limit(shape: Shape) throws {
    let groups = shape.zones * shape.zones + shape.subnets * shape.subnets
    #expect(try shape.draw(1).tested <= max(shape.limit, 2 * shape.nodes + groups))
  }

  @Test("a night's sample is drawn again by its seed, whatever the order of the API")
  func reproducible() throws {
    let shape = Shape(nodes: 30, zones: 3, subnets: 4, limit: 90)
    let seed = try #require(SampleSeed("2026-11-21"))
    let sample = PairSampler(nodes: shape.places, limit: 90, seed: seed).draw()
    let reversed = PairSampler(nodes: shape.places.reversed(), limit: 90, seed: seed).draw()
    #expect(pairs(sample) == pairs(reversed) && Set(sample.serviceTargets) == Set(reversed.serviceTargets))
    let next = PairSampler(nodes: shape.places, limit: 90, seed: try #require(SampleSeed("2026-11-22"))).draw()
    #expect(pairs(sample) != pairs(next))
    #expect(sample.summary == "sampled \(sample.tested) of 870 pairs, seed 2026-11-21")
  }

  @Test("of many nodes some get a Service, others the next night, and only pairs towards those are asked of it")
  func services() throws {
    let shape = Shape(nodes: 250, zones: 3, subnets: 2, limit: 90)
    let sample = try shape.draw(0)
    #expect(sample.serviceTargets.count == 90)
    let asked = sample.subjects(.crossNodeService)
    #expect(!asked.isEmpty && asked.allSatisfy { sample.serviceTargets.contains($0.target ?? "") })
    #expect(Set(asked).isSubset(of: sample.subjects(.crossNodePod)))
    let three = try (0..<3).reduce(into: Set<String>()) { $0.formUnion(try shape.draw($1).serviceTargets) }
    #expect(three.count == 250)
  }

  @Test("a thousand nodes need a few pairs each")
  func thousand() throws {
    let sample = try Shape(nodes: 1000, zones: 3, subnets: 4, limit: 90).draw(1)
    #expect(sample.tested < 2100 && sample.possible == 999_000)
    #expect(sample.summary == "sampled 2,\(String(sample.tested).suffix(3)) of 999,000 pairs, seed 1")
  }

  @Test("agents are asked about the nodes that they are a witness of")
  func witnesses() throws {
    let sample = try Shape(nodes: 40, zones: 3, subnets: 2, limit: 90).draw(2)
    for node in sample.nodes {
      #expect(sample.witnesses(of: node).count >= 3)
      for witness in sample.witnesses(of: node) { #expect(sample.observers[witness]?.contains(node) == true) }
    }
    #expect(PairSample.every(["a", "b"]).observers == ["a": ["a", "b"], "b": ["a", "b"]])
  }
}

@Suite("The seed of a sample")
struct SampleSeedTests {
  @Test("successive days are successive nights")
  func days() throws {
    let last = try #require(SampleSeed("2026-12-31"))
    #expect(try #require(SampleSeed("2027-01-01")).night == last.night + 1)
    #expect(try #require(SampleSeed("1970-01-01")).night == 0)
    #expect(SampleSeed(.init(timeIntervalSince1970: 86_400.5)).description == "1970-01-02")
  }

  @Test("what is neither a date nor a number is refused", arguments: ["", "-1", "2026-02-30", "2026-1-1", "x", "1.5"])
  func refused(text: String) { #expect(SampleSeed(text) == nil) }

  @Test("a number counts nights")
  func number() throws { #expect(try #require(SampleSeed("12")).night == 12) }
}
