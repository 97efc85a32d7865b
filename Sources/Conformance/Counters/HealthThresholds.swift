/// Up to where each measure is healthy: the guide's ranges, or what a user set instead.
public struct HealthThresholds: Sendable, Hashable {
  private var changed: [HealthMeasure: Double] = [:]

  /// The guide's ranges.
  public init() {}

  /// The threshold of a measure.
  public subscript(measure: HealthMeasure) -> Double {
    get { changed[measure] ?? measure.guideThreshold }
    set { changed[measure] = newValue }
  }

  /// Why a threshold that was given cannot be used.
  public struct Invalid: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was given, and what may be.
    public var description: String
  }

  /// One threshold that was given.
  public struct Entry: Sendable, Hashable {
    /// Of which measure.
    public var measure: HealthMeasure
    /// In the measure's unit.
    public var value: Double

    /// Reads `NAME=VALUE`, for example `tailnet-rtt=120`.
    ///
    /// - Throws: ``Invalid`` with the names that there are.
    public init(_ text: String) throws {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let measure = HealthMeasure(rawValue: String(parts[0])) else {
        let names = HealthMeasure.allCases.map(\.rawValue).joined(separator: ", ")
        throw Invalid(description: "give NAME=VALUE with one of the names \(names)")
      }
      guard let value = Double(parts[1]), value.isFinite, value >= 0 else {
        throw Invalid(description: "\(measure.rawValue) is a number of \(measure.unit.rawValue) from 0 on")
      }
      self.measure = measure
      self.value = value
    }
  }

  /// The guide's ranges with some of them changed; of two entries for one measure the last counts.
  public init(_ entries: [Entry]) {
    for entry in entries { self[entry.measure] = entry.value }
  }
}
