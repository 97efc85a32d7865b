import Testing

@testable import Conformance

@Suite("Whose turn it is to be watched")
struct TurnRotationTests {
  private static func places(_ count: Int) -> [NodePlace] {
    (0..<count).map { NodePlace(name: "node-\($0)", zone: "zone-\($0 % 3)", subnet: "10.0.\($0 / 50)") }
  }

  private func rotation(_ atOnce: Int, pairs: Int = 90, seed: String = "2026-11-21") throws -> TurnRotation {
    TurnRotation(atOnce: atOnce, pairLimit: pairs, seed: try #require(SampleSeed(seed)))
  }

  private func pairs(_ sample: PairSample) -> Set<Subject> { Set(sample.subjects(.crossNodePod)) }

  @Test(
    "every node has its turn within ⌈n/limit⌉ turns, whenever one looks",
    arguments: [(31, 30), (60, 30), (100, 30), (1000, 30), (7, 2), (5, 1)])
  func everyNode(nodes: Int, atOnce: Int) throws {
    var rotation = try rotation(atOnce)
    let places = Self.places(nodes)
    let needed = rotation.turns(for: nodes)
    #expect(needed == (nodes + atOnce - 1) / atOnce)
    let turns = (0..<needed * 4).map { _ in rotation.next(places) }
    #expect(turns.allSatisfy { $0.nodes.count == atOnce && Set($0.nodes).count == atOnce })
    for first in 0...turns.count - needed {
      #expect(Set(turns[first..<first + needed].flatMap(\.nodes)).count == nodes, "turns from \(first) on")
    }
  }

  @Test("the same nodes and seed give the same turns; another seed gives others")
  func deterministic() throws {
    func turns(_ seed: String, _ places: [NodePlace]) throws -> [PairSample] {
      var rotation = try rotation(30, seed: seed)
      return (0..<6).map { _ in rotation.next(places) }
    }
    let places = Self.places(80)
    #expect(try turns("7", places) == turns("7", places))
    #expect(try turns("7", places).map(\.nodes) != turns("8", places).map(\.nodes))
    // The order in which the API lists them decides nothing but the order.
    let other = try turns("7", places.reversed())
    #expect(try turns("7", places).map { Set($0.nodes) } == other.map { Set($0.nodes) })
    #expect(try turns("7", places).map(pairs) == other.map(pairs))
  }

  @Test("a turn's pairs are between its nodes, each of which is source and target")
  func withinTurn() throws {
    var rotation = try rotation(30)
    for _ in 0..<5 {
      let sample = rotation.next(Self.places(100))
      let pairs = pairs(sample)
      #expect(Set(pairs.map(\.source)) == Set(sample.nodes))
      #expect(Set(pairs.compactMap(\.target)) == Set(sample.nodes))
    }
  }

  @Test("turns watch other pairs than the ones before, for as long as there are others", arguments: [31, 60, 100, 400])
  func otherPairs(nodes: Int) throws {
    var rotation = try rotation(30)
    let turns = (0..<8).map { _ in pairs(rotation.next(Self.places(nodes))) }
    let all = turns.reduce(0) { $0 + $1.count }
    #expect(rotation.pairs.count == turns.reduce(into: Set()) { $0.formUnion($1) }.count)
    // Steps around a circle cannot avoid every pair that was seen; few come twice.
    #expect(rotation.pairs.count * 10 >= all * 9, "\(rotation.pairs.count) of \(all)")
  }

  @Test("a node that joins has its turn next, and one that leaves has none")
  func changing() throws {
    var rotation = try rotation(10)
    let places = Self.places(40)
    for _ in 0..<5 { _ = rotation.next(places) }
    let joined = NodePlace(name: "new", zone: "zone-0")
    let sample = rotation.next(Array(places.dropFirst()) + [joined])
    #expect(sample.nodes.contains("new") && !sample.nodes.contains("node-0"))
  }
}
