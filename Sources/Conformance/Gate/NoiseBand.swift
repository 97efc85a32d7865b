/// How much two measurements of the same path may differ without saying anything.
public struct NoiseBand: Sendable, Codable, Hashable {
  /// A difference of up to this part of the median before is noise, in percent.
  public var percent: Double
  /// A difference of up to this many milliseconds in round trips of ping is noise.
  public var pingMilliseconds: Double
  /// A difference of up to this many milliseconds in the time of a whole program (HTTP, DNS) is noise. Large, because
  /// all programs of a run are started at the same moment.
  public var programMilliseconds: Double
  /// A difference of up to this many standard deviations of the samples is noise. The standard deviation is estimated
  /// by the median absolute deviation, which single outliers do not touch.
  public var deviations: Double

  /// Makes a noise band.
  public init(
    percent: Double = 50, pingMilliseconds: Double = 5, programMilliseconds: Double = 200, deviations: Double = 3
  ) {
    self.percent = percent
    self.pingMilliseconds = pingMilliseconds
    self.programMilliseconds = programMilliseconds
    self.deviations = deviations
  }

  /// The width of the band around a median, in milliseconds: the widest of all that explains a difference.
  ///
  /// - Parameter spread: The standard deviation of what is compared, in milliseconds.
  public func width(_ kind: Latency.Kind, median: Double, spread: Double) -> Double {
    let floor = kind == .ping ? pingMilliseconds : programMilliseconds
    return max(floor, median * percent / 100, spread * deviations, 2 * kind.resolution)
  }
}

/// Statistics that single outliers do not move.
enum RobustStatistics {
  /// The middle value; of an even number the mean of the two in the middle; `nil` of none.
  static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let last = sorted.indices.last else { return nil }
    return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
  }

  /// The standard deviation as the median absolute deviation gives it for normally distributed values (× 1.4826; see
  /// Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", 1993); 0 of fewer than two.
  static func spread(_ values: [Double]) -> Double {
    guard values.count > 1, let middle = median(values) else { return 0 }
    return 1.4826 * (median(values.map { abs($0 - middle) }) ?? 0)
  }
}
