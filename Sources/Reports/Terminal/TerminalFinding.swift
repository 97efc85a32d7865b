import Conformance

extension FindingGroup {
  /// What is wrong, and what to do about it, a line each; without a diagnosis that there is none, with what was seen.
  var answer: (causes: [String], remedies: [String]) {
    guard let remedy = remedy(.english) else { return (cases.map { OutputText.line($0.explanation) }, []) }
    return (
      causes(.english).map(OutputText.line),
      (["remedy: \(remedy)"] + [page.map { "page: \($0)" }].compactMap(\.self)).map(OutputText.line)
    )
  }

  /// As many cases of one finding are told on a terminal; the reports tell all.
  static let mostCases = 8

  /// What comes first is what deviates, and of that what explains most.
  static func byWeight(in scenario: ScenarioRecord) -> [FindingGroup] {
    all(in: scenario).enumerated()
      .sorted { left, right in
        let (a, b) = (left.element, right.element)
        if (a.verdict == .deviates) != (b.verdict == .deviates) { return a.verdict == .deviates }
        return a.cases.count == b.cases.count ? left.offset < right.offset : a.cases.count > b.cases.count
      }
      .map(\.element)
  }

  /// `expected works; observed fails`.
  static func comparison(_ record: CaseRecord) -> String {
    OutputText.line("expected \(Wording.expected(record.prediction)); observed \(Wording.observed(record.observation))")
  }
}
