import Testing

@testable import Conformance

@Suite("How long nodes and pairs were watched")
struct WatchedSubjectTests {
  private func turn(_ number: Int, _ targets: [String: [String]]) -> WatchTurn {
    WatchTurn(
      number: number, began: Double(number) * 10, ended: Double(number) * 10 + 10, nodes: targets.keys.sorted(),
      targets: targets, kept: [], failing: [])
  }

  @Test("the times of all turns together, and nothing for what had its turn and said nothing")
  func sum() {
    let pair = Subject.pair(from: "a", to: "b")
    let turns = [turn(1, ["a": ["b"], "b": ["a"]]), turn(2, ["a": ["b"], "b": []])]
    let all = WatchedSubject.sum(
      turns,
      [
        (.node("a"), 1, 10), (.node("a"), 1, 9), (pair, 1, 10), (pair, 2, 4), (.node("a"), 2, 4),
        // What stayed under watch was seen by the pods of its own turn, for longer than that.
        (.pair(from: "c", to: "a"), 0, 22),
      ])
    func seconds(_ subject: Subject) -> Double? { all.first { $0.subject == subject }?.seconds }
    #expect(seconds(.node("a")) == 14 && seconds(pair) == 14)
    #expect(seconds(.node("b")) == 0 && seconds(.pair(from: "b", to: "a")) == 0)
    #expect(seconds(.pair(from: "c", to: "a")) == 22)
    #expect(all.first { $0.subject == pair }?.turns == [1, 2])
    #expect(all.count == 5 && all.map(\.subject.source) == all.map(\.subject.source).sorted())
  }
}
