import Conformance

/// Why cases could not be established: a node whose agent does not answer gives twenty cases one and the same error. The
/// first case tells it, the others refer to that case.
struct SharedReasons {
  /// A reason → the case that told it first.
  private var first: [Sentence: String] = [:]

  /// Shorter reasons are no longer than the reference.
  private static let short = 60

  /// `expected works; observed fails`, where a long reason that an earlier case told is replaced by that case's name.
  mutating func comparison(_ record: CaseRecord) -> String {
    var record = record
    let name = "\(record.aspect.rawValue) [\(record.subject)]"
    if case .unknown(let reason) = record.prediction { record.prediction = .unknown(tell(reason, name)) }
    if case .notMeasured(let reason)? = record.observation?.result {
      record.observation?.result = .notMeasured(tell(reason, name))
    }
    return FindingGroup.comparison(record)
  }

  private mutating func tell(_ reason: Sentence, _ name: String) -> Sentence {
    guard reason.text.count > Self.short else { return reason }
    if let earlier = first[reason], earlier != name { return "as for \(earlier)" }
    first[reason] = name
    return reason
  }
}
