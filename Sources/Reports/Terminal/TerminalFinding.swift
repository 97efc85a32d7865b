import Conformance

/// Cases of a scenario that are not green for one reason: the reader gets cause and remedy once.
struct TerminalFinding {
  var cases: [CaseRecord]

  /// All findings of a scenario, in the order of their first cases. A case without a diagnosis stands alone.
  static func all(in scenario: ScenarioRecord) -> [TerminalFinding] {
    var findings: [TerminalFinding] = []
    for entry in scenario.cases where entry.verdict == .deviates || entry.verdict == .inconclusive {
      if entry.diagnosis != nil, let index = findings.firstIndex(where: { $0.explains(entry) }) {
        findings[index].cases.append(entry)
      } else {
        findings.append(TerminalFinding(cases: [entry]))
      }
    }
    return findings
  }

  private func explains(_ other: CaseRecord) -> Bool {
    guard let first = cases.first, first.verdict == other.verdict else { return false }
    return first.diagnosis?.code == other.diagnosis?.code && first.diagnosis?.remedy == other.diagnosis?.remedy
  }

  /// Every distinct cause, as causes may name a node's address, and the remedy.
  var explanation: [String] {
    let diagnoses = cases.compactMap(\.diagnosis)
    guard let remedy = diagnoses.first?.remedy else { return cases.map { OutputText.line($0.explanation) } }
    let causes = diagnoses.reduce(into: [String]()) { causes, diagnosis in
      if !causes.contains(diagnosis.cause) { causes.append(diagnosis.cause) }
    }
    return (causes.map { "cause: \($0)" } + ["remedy: \(remedy)"]).map(OutputText.line)
  }

  /// `expected works; observed fails`.
  static func comparison(_ record: CaseRecord) -> String {
    OutputText.line("expected \(Wording.expected(record.prediction)); observed \(Wording.observed(record.observation))")
  }
}
