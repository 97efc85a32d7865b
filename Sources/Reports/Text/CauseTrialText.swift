import Conformance

/// Why causes are named and others are not, as lines of text (`--explain-why`).
public enum CauseTrialText {
  /// A heading and a line per supposed cause for each scenario that has something to explain; a sentence where none has.
  public static func render(_ record: RunRecord) -> String {
    let parts = record.scenarios.compactMap { scenario -> [String]? in
      guard scenario.cases.contains(where: { $0.verdict == .deviates || $0.verdict == .inconclusive }) else {
        return nil
      }
      let title =
        "\(scenario.scenario.rawValue): causes that were supposed for what evidence of its own did not explain"
      guard let trials = scenario.triedCauses(endpoints: record.endpoints) else {
        return [title, "  the record does not hold the cluster's facts, so no cause can be tried"]
      }
      let lines = trials.map { "  " + OutputText.line($0.text) }
      let open = unexplained(scenario)
      return [title] + (lines.isEmpty ? ["  none was needed, or none could touch these cases"] : lines) + open
    }
    guard !parts.isEmpty else { return "Nothing needs a cause: no case deviates or is open.\n" }
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// What any answer has to explain.
  private static func unexplained(_ scenario: ScenarioRecord) -> [String] {
    let cases = scenario.cases.filter { $0.diagnosis?.code == FindingCode.unexplained.rawValue }
    guard !cases.isEmpty else { return [] }
    return ["  unexplained; any answer has to explain:"]
      + cases.map { "    \($0.aspect.rawValue) [\($0.subject)]: \(OutputText.line($0.explanation))" }
  }
}
