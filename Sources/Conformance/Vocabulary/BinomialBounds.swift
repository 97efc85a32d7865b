import Foundation

/// Between which bounds a probability is, when something happened so many times of so many: exact, by Clopper and Pearson.
///
/// Each side is wrong with at most half of what is left of the confidence, whatever the probability is.
struct BinomialBounds: Hashable, Sendable {
  /// The probability is at least this.
  let lower: Double
  /// The probability is at most this.
  let upper: Double

  /// - Parameters:
  ///   - count: How often it happened; what is below 0 or above `total` counts as these.
  ///   - total: Of how many times. Of none nothing is known.
  ///   - confidence: How sure both bounds together are.
  init(count: Int, of total: Int, confidence: Double = 0.95) {
    guard total > 0 else {
      (lower, upper) = (0, 1)
      return
    }
    let count = min(max(count, 0), total)
    let tail = (1 - confidence) / 2
    // P(X ≤ count) falls with the probability; P(X ≥ count) is that of the others, X' ≤ total − count.
    lower = count == 0 ? 0 : 1 - Self.largest(total - count, total, tail)
    upper = count == total ? 1 : Self.largest(count, total, tail)
  }

  /// The largest probability with which no more than `count` of `total` are not less likely than `tail`.
  private static func largest(_ count: Int, _ total: Int, _ tail: Double) -> Double {
    if count == 0 { return 1 - pow(tail, 1 / Double(total)) }
    var logWays = [0.0]
    for place in 1...count { logWays.append(logWays[place - 1] + log(Double(total - place + 1) / Double(place))) }
    func atMost(_ probability: Double) -> Double {
      let (yes, no) = (log(probability), log1p(-probability))
      return logWays.indices.reduce(0) { $0 + exp(logWays[$1] + Double($1) * yes + Double(total - $1) * no) }
    }
    var (low, high) = (Double(count) / Double(total), 1.0)
    // Fifty halvings are as fine as the numbers are.
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if atMost(middle) >= tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
