import Conformance

extension FindingGroup {
  /// Causes and remedy, a line each, or without a diagnosis each case's explanation.
  var explanation: [String] {
    guard let remedy = remedy(.english) else { return cases.map { OutputText.line($0.explanation) } }
    return
      (causes(.english).map { "cause: \($0)" } + ["remedy: \(remedy)"] + [page.map { "page: \($0)" }].compactMap(\.self))
      .map(OutputText.line)
  }

  /// `expected works; observed fails`.
  static func comparison(_ record: CaseRecord) -> String {
    OutputText.line("expected \(Wording.expected(record.prediction)); observed \(Wording.observed(record.observation))")
  }
}
