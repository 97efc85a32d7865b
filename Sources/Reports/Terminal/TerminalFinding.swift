import Conformance

extension FindingGroup {
  /// Causes and remedy, a line each, or without a diagnosis each case's explanation.
  var explanation: [String] {
    guard let remedy else { return cases.map { OutputText.line($0.explanation) } }
    return (causes(Localizer(language: .english)).map { "cause: \($0)" } + ["remedy: \(remedy)"]).map(OutputText.line)
  }

  /// `expected works; observed fails`.
  static func comparison(_ record: CaseRecord) -> String {
    OutputText.line("expected \(Wording.expected(record.prediction)); observed \(Wording.observed(record.observation))")
  }
}
