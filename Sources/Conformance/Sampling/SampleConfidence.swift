/// How sure a sample is to try what is broken: of each kind of path, the share of its pairs that is tried tonight, and
/// within some nights in a row. Of a pair that nobody knows to be broken, that is the probability that it is tried.
///
/// What breaks all paths of a node, or all between two zones, is tried every night, as every node is source and target,
/// and every pair of zones is drawn. A path that fails now and then is found less often than it is tried.
public struct SampleConfidence: Sendable, Codable, Hashable {
  /// How many nights in a row `within` is about, this one included; one run a night, with the nodes as they are.
  public var nights: Int
  /// The ways from a pod to another node: its pods, its addresses, the largest packet.
  public var pair: Chance
  /// The ways by a Service to a pod on another node, of which not every node gets one.
  public var service: Chance

  /// A share of pairs, from 0 to 1.
  public struct Chance: Sendable, Codable, Hashable {
    /// Tonight.
    public var tonight: Double
    /// Within the nights.
    public var within: Double
  }

  /// How many nights are looked at where nobody says.
  public static let defaultNights = 7
}

/// How sure a sample must be, which decides how many pairs it has.
public struct SampleAim: Sendable, Hashable {
  /// The least share of all pairs that must be tried, above 0 and up to 1.
  public var confidence: Double
  /// Within how many nights.
  public var nights: Int

  /// Makes an aim; `nil` for a confidence or a number of nights that has no meaning.
  public init?(confidence: Double, nights: Int = SampleConfidence.defaultNights) {
    guard confidence > 0, confidence <= 1, (1...SampleAim.mostNights).contains(nights) else { return nil }
    self.confidence = confidence
    self.nights = nights
  }

  /// Ten years: what is tried so rarely is not verified.
  public static let mostNights = 3650
}

extension PairSampler {
  /// How sure the night's sample is.
  func confidence(within nights: Int) -> SampleConfidence {
    let count = nodes.count
    guard possible > limit, perNode < count - 1 else {
      let sure = SampleConfidence.Chance(tonight: 1, within: 1)
      return SampleConfidence(nights: nights, pair: sure, service: sure)
    }
    func chance(_ share: (Int) -> Double) -> SampleConfidence.Chance {
      SampleConfidence.Chance(tonight: share(1), within: share(nights))
    }
    return SampleConfidence(
      nights: nights,
      pair: chance { min(1, Double($0) * Double(perNode) / Double(count - 1)) }, service: chance(servedShare))
  }

  /// The least limit with which a sample is as sure as is wanted.
  func limit(for aim: SampleAim) -> Int {
    let steps = nodes.count - 1
    guard steps > 0 else { return limit }
    let wanted = Int((aim.confidence * Double(steps) / Double(aim.nights)).rounded(.up))
    let pairs = max(wanted, Self.leastPerNode) * nodes.count + zonePairs.count
    // Pairs of subnets are covered where there are no more of them than pairs, and then beside the others.
    return min(subnetPairs.count <= pairs ? pairs + subnetPairs.count : pairs, possible)
  }

  /// The share of pairs whose target has a Service in a night in which they are drawn. A night takes the next steps, and
  /// the next nodes that get a Service; steps come again after ``nights`` nights, with other nodes then.
  private func servedShare(within passed: Int) -> Double {
    let count = nodes.count
    let served = servedCount
    /// How many nodes have had a Service by the time that a step was taken `times` times.
    func covered(_ times: Int) -> Int {
      guard times > 0, served < count else { return times > 0 ? count : 0 }
      var seen = Set<Int>()
      for time in 0..<min(times, count) {
        let first = time * nights % count * served % count
        for place in 0..<served { seen.insert((first + place) % count) }
        if seen.count == count { break }
      }
      return seen.count
    }
    let (often, rest) = (passed / nights, passed % nights)
    let (less, more) = (covered(often), covered(often + 1))
    let pairs = (rest * more + (nights - rest) * less) * perNode
    return min(1, Double(pairs) / Double(possible))
  }
}
