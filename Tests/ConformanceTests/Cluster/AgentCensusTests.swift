import Synchronization
import Testing

@testable import Conformance

@Suite("Looking after agents together", .timeLimit(.minutes(5)))
struct AgentCensusTests {
  /// What was looked at, look by look.
  private final class Looks: Sendable {
    let nodes = Mutex<[Set<String>]>([])

    func see(_ asked: Set<String>) -> [String: AgentSighting] {
      nodes.withLock { $0.append(asked) }
      return asked.reduce(into: [:]) { $0[$1] = .leaving }
    }
  }

  @Test("questions that come together are answered by one look, each with its own node's answer")
  func together() async throws {
    let looks = Looks()
    let census = AgentCensus(gathering: .milliseconds(500)) { looks.see($0) }
    try await withThrowingTaskGroup(of: AgentSighting.self) { group in
      for index in 0..<20 { group.addTask { try await census.sighting(on: "node-\(index)") } }
      for try await sighting in group { #expect(sighting == .leaving) }
    }
    let seen = looks.nodes.withLock { $0 }
    #expect(seen.reduce(into: Set()) { $0.formUnion($1) }.count == 20)
    #expect(seen.count < 20, "\(seen.count)")
  }

  @Test("a question is never answered by a look that was begun before it")
  func fresh() async throws {
    let looks = Looks()
    let census = AgentCensus(gathering: .zero) { looks.see($0) }
    _ = try await census.sighting(on: "a")
    _ = try await census.sighting(on: "a")
    #expect(looks.nodes.withLock { $0 } == [["a"], ["a"]])
  }

  @Test("who is cancelled ends nobody else's question; after a question that everybody left, the next is asked anew")
  func cancelled() async throws {
    let looks = Looks()
    let census = AgentCensus(gathering: .milliseconds(300)) { looks.see($0) }
    let leaving = Task { try await census.sighting(on: "a") }
    let staying = Task { try await census.sighting(on: "b") }
    leaving.cancel()
    #expect(try await staying.value == .leaving)
    await #expect(throws: CancellationError.self) { try await leaving.value }
    let alone = Task { try await census.sighting(on: "c") }
    alone.cancel()
    _ = await alone.result
    #expect(try await census.sighting(on: "d") == .leaving)
    #expect(looks.nodes.withLock { $0.last }?.contains("d") == true)
  }

  @Test("what a look meets, all that asked are told")
  func failing() async throws {
    let census = AgentCensus(gathering: .zero) { _ in throw ScenarioError("no") }
    await #expect(throws: ScenarioError.self) { try await census.sighting(on: "a") }
  }

  @Test("the agents' labels are asked for once, and again where that failed")
  func selector() async throws {
    let asked = Mutex(0)
    let selector = AgentSelector()
    await #expect(throws: ScenarioError.self) { _ = try await selector.text { throw ScenarioError("no") } }
    for _ in 0..<3 {
      let text = try await selector.text {
        asked.withLock { $0 += 1 }
        return "k8s-app=cilium"
      }
      #expect(text == "k8s-app=cilium")
    }
    #expect(asked.withLock { $0 } == 1)
  }
}
