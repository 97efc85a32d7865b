import Conformance

/// A gate's report in GitHub-flavoured Markdown, for pull requests and job summaries.
public enum GateMarkdown {
  /// The report, with a newline at the end.
  public static func render(_ report: GateReport) -> String {
    let mark = Wording.emoji(report.decision == .accept ? .conforms : .deviates)
    var lines = [
      "# netproof gate: \(mark) \(GateWording.text(report.decision))", "",
      Markdown.text(GateWording.headline(report)) + ".", "",
      "- before: \(Markdown.text(GateWording.side(report.before)))",
      "- after: \(Markdown.text(GateWording.side(report.after)))",
      "- \(GateWording.compared(report))",
    ]
    let sections: [(GateFinding.Effect, String)] = [
      (.refuses, "Refused for"), (.allowed, "Allowed for a while"), (.reported, "Also different"),
    ]
    for (effect, title) in sections {
      let findings = report.findings.filter { $0.effect == effect }
      if findings.isEmpty { continue }
      lines += ["", "## \(title)", "", "| | what | before | after | why |", "|:--|:--|:--|:--|:--|"]
      lines += findings.map(row)
    }
    if !report.phases.isEmpty { lines += phases(report.phases) }
    if !report.notes.isEmpty { lines += ["", "## Notes", ""] + report.notes.map { "- \(Markdown.text($0))" } }
    lines += ["", "## Policy", ""] + GateWording.policy(report.policy).map { "- \(Markdown.text($0))" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ finding: GateFinding) -> String {
    var why = [GateWording.effect(finding), finding.fact == nil ? finding.explanation : nil].compactMap { $0 }
      .filter { !$0.isEmpty }
    if let diagnosis = finding.diagnosis { why += ["cause: \(diagnosis.cause)", "remedy: \(diagnosis.remedy)"] }
    let cells = [
      finding.change.title, Markdown.cell(finding.title), Markdown.cell(finding.before), Markdown.cell(finding.after),
      why.map(Markdown.cell).joined(separator: "<br>"),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func phases(_ phases: [GatePhase]) -> [String] {
    [
      "", "<details>", "<summary>How long the phases took (they decide nothing)</summary>", "",
      "| scenario | phase | before | after |", "|:--|:--|--:|--:|",
    ]
      + phases.map { phase in
        let times = [phase.before, phase.after].map { $0.map(Wording.duration) ?? "–" }
        return "| \(phase.scenario.rawValue) | \(Markdown.cell(phase.name)) | \(times[0]) | \(times[1]) |"
      } + ["", "</details>"]
  }
}
