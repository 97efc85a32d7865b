import Testing

@testable import Conformance

@Suite("What stays under watch after its turn")
struct KeptSubjectsTests {
  private func failing(_ from: String, _ to: String?, times: Int = 0, seconds: Double) -> KeptSubjects.Candidate {
    .init(
      subject: to.map { .pair(from: from, to: $0) } ?? .node(from), turn: 1, times: times, seconds: seconds)
  }

  private let nodes: Set<String> = ["a", "b", "c"]

  @Test("the longest outages, no more than the limit")
  func longest() {
    let all = [failing("a", "b", seconds: 2), failing("b", "c", seconds: 9), failing("c", nil, seconds: 5)]
    let kept = KeptSubjects.choose(all, nodes: nodes, limit: 2)
    #expect(kept.map(\.subject) == [.pair(from: "b", to: "c"), .node("c")])
    #expect(KeptSubjects.choose(all, nodes: nodes, limit: 10).count == 3)
  }

  @Test("what has not stayed yet comes before what has, so that what is broken for good keeps nothing out")
  func fair() {
    let all = [failing("a", "b", times: 1, seconds: 900), failing("b", "c", seconds: 1)]
    #expect(KeptSubjects.choose(all, nodes: nodes, limit: 1).map(\.subject) == [.pair(from: "b", to: "c")])
  }

  @Test("nothing stays of a node that is gone")
  func gone() {
    let all = [failing("a", "x", seconds: 2), failing("x", "a", seconds: 2), failing("x", nil, seconds: 2)]
    #expect(KeptSubjects.choose(all, nodes: nodes, limit: 10).isEmpty)
  }
}
