import Testing

@testable import Reports

@Suite("Work on all cores")
struct SideBySideTests {
  private struct Failure: Error, Equatable { var of: Int }

  @Test("gives what becomes of each, in their order, and the first one's error")
  func order() throws {
    #expect(try SideBySide.map(Array(0..<100)) { $0 * 2 } == (0..<100).map { $0 * 2 })
    #expect(try SideBySide.map([Int]()) { $0 }.isEmpty)
    #expect(throws: Failure(of: 3)) {
      try SideBySide.map(Array(0..<10)) { number in
        if number % 3 == 0, number > 0 { throw Failure(of: number) }
        return number
      }
    }
  }
}
