/// A finding that explains a case, and the other cases whose observations show it.
struct Explanation {
  let finding: any Finding
  let shownBy: [CaseKey]

  /// So many cases are named: on a large cluster one cause may show in thousands.
  private static let mostShown = 8

  /// Makes an explanation; cases that were looked for and are not there show nothing.
  init(_ finding: any Finding, shownBy: [CaseRecord?] = []) {
    self.finding = finding
    self.shownBy = shownBy.lazy.compactMap { $0?.key }.prefix(Self.mostShown).map(\.self)
  }

  /// A cause that is tried: the explanation of a case by it, or `nil` where it does not fit.
  typealias Cause = @Sendable (CaseRecord, JudgedCases) -> Explanation?
}

extension Diagnosis {
  /// What is made of an explanation for one of the cases that it explains.
  init(_ explanation: Explanation, of record: CaseRecord) {
    self.init(explanation.finding, shownBy: explanation.shownBy.filter { $0 != record.key })
  }
}

extension CaseRecord {
  /// What is seen, in one sentence.
  var symptom: String { "\(aspect.title) (\(subject)): \(explanation)" }
}
