import Kubernetes
import Testing

@testable import Conformance

@Suite("Which nodes take part where their number is limited")
struct NodeChoiceTests {
  private func places(_ zones: [String?]) -> [NodePlace] {
    zones.enumerated().map { NodePlace(name: "node-\($0)", zone: $1) }
  }

  @Test("every zone is represented, and no more nodes than allowed take part", arguments: 3...9, [0, 1, 20778])
  func zones(limit: Int, night: Int) throws {
    let nodes = places(["a", "a", "a", "a", "a", "a", "b", "b", "c"])
    let chosen = try NodeChoice.choose(nodes, limit: limit, seed: try #require(SampleSeed("\(night)")))
    #expect(chosen.count == limit)
    let zones = Set(nodes.filter { chosen.contains($0.name) }.map(\.zone))
    #expect(zones == ["a", "b", "c"])
  }

  @Test("every node has its night")
  func rotation() throws {
    let nodes = places(Array(repeating: nil, count: 7))
    let union = try (0..<7).reduce(into: Set<String>()) { union, night in
      union.formUnion(try NodeChoice.choose(nodes, limit: 2, seed: try #require(SampleSeed("\(night)"))))
    }
    #expect(union.count == 7)
  }

  @Test("fewer nodes than zones are refused, with the number that is enough")
  func tooFew() throws {
    let seed = try #require(SampleSeed("0"))
    let error = #expect(throws: ScenarioError.self) {
      try NodeChoice.choose(places(["a", "b", nil]), limit: 2, seed: seed)
    }
    #expect(error?.description.contains("3 zones (none, a, b)") == true)
  }

  private func node(_ name: String, zone: String) -> Node {
    Node(
      metadata: ObjectMeta(name: name, labels: [NodePlace.zoneLabel: zone]),
      status: NodeStatus(addresses: [NodeAddress(type: "InternalIP", address: "10.0.7.9")]))
  }

  @Test("those that are not chosen are listed with the reason")
  func participants() throws {
    let nodes = [node("n1", zone: "a"), node("n2", zone: "a"), node("n3", zone: "b")]
    let options = SamplingOptions(maximumNodes: 2, seed: SampleSeed("0"))
    let participants = try Participants.choose((nodes, ["old": "it is cordoned"]), options)
    #expect(participants.nodes.compactMap(\.metadata.name) == ["n1", "n3"])
    #expect(participants.sample.nodes == ["n1", "n3"] && participants.sample.isWhole)
    #expect(participants.skipped["n2"] == "it is not among the 2 of 3 nodes that --max-nodes lets take part")
    #expect(participants.skipped["old"] == "it is cordoned")
    #expect(NodePlace(nodes[0]) == NodePlace(name: "n1", zone: "a", subnet: "10.0.7"))
  }
}
