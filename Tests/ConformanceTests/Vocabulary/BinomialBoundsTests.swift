import Foundation
import Testing

@testable import Conformance

@Suite("Exact bounds of a probability")
struct BinomialBoundsTests {
  @Test(
    "known values of Clopper and Pearson at 95 %",
    arguments: [
      (0, 1, 0, 0.975), (1, 1, 0.025, 1), (0, 10, 0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129),
      (10, 10, 0.6915, 1), (0, 30, 0, 0.1157), (3, 30, 0.0211, 0.2653), (10, 100, 0.0490, 0.1762),
      (0, 1000, 0, 0.0037), (500, 1000, 0.4685, 0.5315),
    ] as [(Int, Int, Double, Double)])
  func known(count: Int, total: Int, lower: Double, upper: Double) {
    let bounds = BinomialBounds(count: count, of: total)
    #expect(abs(bounds.lower - lower) < 0.0001 && abs(bounds.upper - upper) < 0.0001, "\(bounds)")
  }

  @Test("bounds grow with the count, hold the rate, mirror each other, and narrow with the number of tries")
  func properties() {
    for total in [1, 2, 3, 7, 30, 101, 1000] {
      var before: BinomialBounds?
      for count in stride(from: 0, through: total, by: max(1, total / 30)) {
        let bounds = BinomialBounds(count: count, of: total)
        let rate = Double(count) / Double(total)
        #expect((0...1).contains(bounds.lower) && (0...1).contains(bounds.upper))
        #expect(bounds.lower <= rate && rate <= bounds.upper)
        if let before { #expect(bounds.lower > before.lower && bounds.upper > before.upper) }
        let mirrored = BinomialBounds(count: total - count, of: total)
        #expect(abs(mirrored.upper - (1 - bounds.lower)) < 1e-9)
        let more = BinomialBounds(count: count * 2, of: total * 2)
        #expect(more.upper - more.lower < bounds.upper - bounds.lower)
        let surer = BinomialBounds(count: count, of: total, confidence: 0.99)
        #expect(surer.lower <= bounds.lower && surer.upper >= bounds.upper)
        before = bounds
      }
    }
  }

  @Test("nothing is known of nothing, and counts beyond the total are the total")
  func edges() {
    #expect(BinomialBounds(count: 0, of: 0) == BinomialBounds(count: 5, of: -1))
    #expect(BinomialBounds(count: 0, of: 0).upper == 1 && BinomialBounds(count: 0, of: 0).lower == 0)
    #expect(BinomialBounds(count: 9, of: 3) == BinomialBounds(count: 3, of: 3))
    #expect(BinomialBounds(count: -9, of: 3) == BinomialBounds(count: 0, of: 3))
  }
}
