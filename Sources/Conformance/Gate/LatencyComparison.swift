import Foundation

/// Finds what became slower, by paired medians. Pure.
///
/// Each path is compared with itself. A whole aspect counts as slower when the median of its paths' differences is
/// outside the noise band; a single path when its own difference is.
struct LatencyComparison {
  let noise: NoiseBand

  /// A path that both runs have timed, in milliseconds.
  struct Pair {
    var subject: Subject
    var before: [Double]
    var after: [Double]

    var medianBefore: Double { RobustStatistics.median(before) ?? 0 }
    var medianAfter: Double { RobustStatistics.median(after) ?? 0 }
    var difference: Double { medianAfter - medianBefore }
    var spread: Double { max(RobustStatistics.spread(before), RobustStatistics.spread(after)) }
  }

  /// The slower paths of one aspect in one scenario.
  func findings(_ aspect: Aspect, in scenario: Scenario, _ cases: [(before: CaseRecord, after: CaseRecord)])
    -> [GateFinding]
  {
    Latency.Kind.allCases.flatMap { kind -> [GateFinding] in
      let pairs = cases.compactMap { Self.pair(kind, $0.before, $0.after) }
      if let whole = wholeAspect(kind, pairs) {
        return [finding(aspect, nil, scenario, kind, whole.before, whole.after, whole.band, count: pairs.count)]
      }
      return pairs.compactMap { pair in
        let band = noise.width(kind, median: pair.medianBefore, spread: pair.spread)
        guard pair.difference > band else { return nil }
        return finding(aspect, pair.subject, scenario, kind, pair.medianBefore, pair.medianAfter, band, count: 1)
      }
    }
  }

  private static func pair(_ kind: Latency.Kind, _ before: CaseRecord, _ after: CaseRecord) -> Pair? {
    guard CaseComparison.isComparableInTime(before, after) else { return nil }
    func samples(_ record: CaseRecord) -> [Double] {
      (record.observation?.latencies ?? []).filter { $0.kind == kind }.flatMap(\.milliseconds).filter(\.isFinite)
    }
    let pair = Pair(subject: after.subject, before: samples(before), after: samples(after))
    return pair.before.isEmpty || pair.after.isEmpty ? nil : pair
  }

  /// With one path, the path itself is judged. How sure the median of many is, is told by the spread of the differences
  /// and by that of the answers on a path, and grows with the square root of their number.
  private func wholeAspect(
    _ kind: Latency.Kind, _ pairs: [Pair]
  ) -> (before: Double, after: Double, band: Double)? {
    guard pairs.count > 1, let before = RobustStatistics.median(pairs.map(\.medianBefore)),
      let difference = RobustStatistics.median(pairs.map(\.difference))
    else { return nil }
    let answers = RobustStatistics.median(pairs.map(\.spread)) ?? 0
    let spread =
      max(RobustStatistics.spread(pairs.map(\.difference)), answers) / Double(pairs.count).squareRoot()
    let band = noise.width(kind, median: before, spread: spread)
    return difference > band ? (before, before + difference, band) : nil
  }

  private func finding(
    _ aspect: Aspect, _ subject: Subject?, _ scenario: Scenario, _ kind: Latency.Kind, _ before: Double,
    _ after: Double, _ band: Double, count: Int
  ) -> GateFinding {
    let what: Sentence =
      switch kind {
      case .ping: "round trip of ping"
      case .http: "HTTP exchange"
      case .lookup: "DNS lookup"
      }
    let scope: Sentence =
      subject == nil ? "median of \(count) paths, each compared with itself" : "median of the path"
    return GateFinding(
      .slower, scenario: scenario, aspect: aspect, subject: subject, before: Sentence(words: Self.text(before)),
      after: Sentence(words: Self.text(after)),
      explanation: "\(what), \(scope): \(Self.text(after - before)) more; up to \(Self.text(band)) is noise")
  }

  private static func text(_ milliseconds: Double) -> String {
    "\(milliseconds.formatted(.number.precision(.fractionLength(0...2)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))) ms"
  }
}
