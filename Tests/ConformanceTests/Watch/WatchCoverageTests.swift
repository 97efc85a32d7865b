import Testing

@testable import Conformance

@Suite("How much is watched where nodes take turns")
struct WatchCoverageTests {
  private func coverage(_ nodes: Int, atOnce: Int = 30, turn: Double = 600, span: Double = 3600) throws -> WatchCoverage
  {
    let places = (0..<nodes).map { NodePlace(name: "node-\($0)") }
    let rotation = TurnRotation(atOnce: atOnce, pairLimit: 90, seed: try #require(SampleSeed("7")))
    return WatchCoverage(rotation, nodes: places, turn: turn, span: span)
  }

  @Test("at a moment the share of nodes and pairs that are watched, within the span what its turns cover")
  func shares() throws {
    let some = try coverage(60)
    #expect(some.nodesAtOnce == 30 && some.nodes == 60 && some.pairs == 3540)
    // Two steps around the circle: a third would be more than ninety pairs with one for each pair of groups.
    #expect(some.pairsAtOnce == 60)
    #expect(some.allNodesSeconds == 1200)
    #expect(some.node == .init(now: 0.5, within: 1))
    #expect(abs(some.pair.now - 60.0 / 3540) < 1e-9)
    // Six turns of sixty pairs, hardly any of them twice.
    #expect(some.pair.within > 0.09 && some.pair.within <= 360.0 / 3540)
  }

  @Test("a watch that ends before every node has had its turn says so")
  func short() throws {
    let short = try coverage(120, span: 1200)
    #expect(short.allNodesSeconds == 2400 && short.node == .init(now: 0.25, within: 0.5))
    // Within less than a turn there is the first one.
    let shorter = try coverage(120, span: 10)
    #expect(shorter.node == .init(now: 0.25, within: 0.25) && shorter.pair.now == shorter.pair.within)
  }

  @Test("longer is never less sure, on clusters of thousands of nodes either")
  func longer() throws {
    let spans = [600.0, 3600, 36_000, 86_400]
    let all = try spans.map { try coverage(2000, span: $0) }
    for (less, more) in zip(all, all.dropFirst()) {
      #expect(less.pair.within < more.pair.within && less.node.within <= more.node.within)
    }
    #expect(all.allSatisfy { $0.pair.within < 0.01 } && all.last?.node.within == 1)
  }
}
