import Kubernetes
import Testing

@testable import Conformance

@Suite("Who is watched first")
struct WatchChoiceTests {
  private func choice(
    _ count: Int, atOnce: Int = 6, _ sampling: SamplingOptions = .init(seed: SampleSeed("7"))
  ) throws -> WatchChoice {
    var options = WatchOptions()
    options.nodesAtOnce = atOnce
    options.run.sampling = sampling
    let nodes = (0..<count).map { Node(metadata: ObjectMeta(name: "node-\($0)")) }
    return try WatchChoice((nodes, ["tainted": "it has a taint"]), options)
  }

  @Test("as many nodes as are watched at once take no turns")
  func whole() throws {
    for count in [1, 5, 6] {
      let all = try choice(count)
      #expect(all.rotation == nil && all.coverage == nil && all.first.nodes.count == count)
      #expect(Set(all.first.skipped.keys) == ["tainted"])
    }
  }

  @Test("of more nodes those of the first turn are watched, and the others are told as not watched yet")
  func turns() throws {
    let some = try choice(20)
    #expect(some.rotation?.taken == 1 && some.first.nodes.count == 6 && some.coverage?.nodes == 20)
    #expect(some.first.skipped.count == 15)
    #expect(some.first.skipped.values.count { $0 == WatchChoice.noTurn } == 14)
    #expect(some.first.sample.nodes.count == 6 && some.pool == nil)
  }

  @Test("--max-nodes limits who takes part, not who is watched at once")
  func limited() throws {
    let few = try choice(20, .init(maximumNodes: 4, seed: SampleSeed("7")))
    #expect(few.rotation == nil && few.first.nodes.count == 4)
    let more = try choice(20, .init(maximumNodes: 10, seed: SampleSeed("7")))
    #expect(more.first.nodes.count == 6 && more.pool?.count == 10 && more.coverage?.nodes == 10)
  }

  @Test("a part of a split run takes no turns")
  func shard() throws {
    let part = try choice(20, .init(seed: SampleSeed("7"), shard: RunShard(index: 1, count: 2)))
    #expect(part.rotation == nil && part.first.sample.shard != nil)
  }

  @Test("nobody to watch is an error, as for a run")
  func nobody() { #expect(throws: ScenarioError.self) { try choice(0) } }
}
