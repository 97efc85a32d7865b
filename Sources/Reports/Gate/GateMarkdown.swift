import Conformance

/// A gate's report in GitHub-flavoured Markdown, for pull requests and job summaries.
public enum GateMarkdown {
  /// The report, with a newline at the end.
  public static func render(_ report: GateReport, language: Language = .english) -> String {
    let localizer = Localizer(language: language)
    let wording = GateWording(localizer: localizer)
    let mark = Wording.emoji(report.decision == .accept ? .conforms : .deviates)
    var lines = [
      "# netproof gate: \(mark) \(wording.text(report.decision))", "",
      Markdown.text(wording.headline(report)) + ".", "",
      "- \(localizer(GatePhrase.before)): \(Markdown.text(wording.side(report.before)))",
      "- \(localizer(GatePhrase.after)): \(Markdown.text(wording.side(report.after)))",
      "- \(wording.compared(report))",
    ]
    let sections: [(GateFinding.Effect, GatePhrase)] = [
      (.refuses, .refusedTitle), (.allowed, .allowedTitle), (.reported, .reportedTitle),
    ]
    for (effect, title) in sections {
      let findings = report.findings.filter { $0.effect == effect }
      if findings.isEmpty { continue }
      let heads = ["", localizer(GatePhrase.what), localizer(GatePhrase.before), localizer(GatePhrase.after)]
      lines += ["", "## \(localizer(title))", ""]
      var told: Set<String> = []
      let rows = findings.map { row($0, why: wording.why($0, told: &told), wording) }
      lines.append(MarkdownTable.text(heads + [localizer(ReportPhrase.why)], rows))
    }
    if !report.phases.isEmpty { lines += phases(report.phases, localizer) }
    if !report.notes.isEmpty {
      lines += ["", "## \(localizer(ReportPhrase.notes))", ""]
      lines += report.notes.map { "- \(Markdown.text(localizer.sentence($0)))" }
    }
    lines += ["", "## \(localizer(GatePhrase.policy))", ""]
    lines += wording.policy(report.policy).map { "- \(Markdown.text($0))" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ finding: GateFinding, why: [String], _ wording: GateWording) -> [String] {
    [
      wording.localizer.title(finding.change), Markdown.cell(wording.title(finding)),
      Markdown.cell(wording.value(finding.before, of: finding)),
      Markdown.cell(wording.value(finding.after, of: finding)),
      why.map(Markdown.cell).joined(separator: "<br>"),
    ]
  }

  private static func phases(_ phases: [GatePhase], _ localizer: Localizer) -> [String] {
    let heads = [ReportPhrase.scenario.text, GatePhrase.phase.text, GatePhrase.before.text, GatePhrase.after.text]
    return [
      "", "<details>", "<summary>\(localizer(GatePhrase.phases))</summary>", "",
      "| " + heads.map { $0[localizer.language] }.joined(separator: " | ") + " |", "|:--|:--|--:|--:|",
    ]
      + phases.map { phase in
        let times = [phase.before, phase.after].map { $0.map(localizer.duration) ?? "–" }
        let name = Markdown.cell(localizer.sentence(phase.name))
        return "| \(phase.scenario.rawValue) | \(name) | \(times[0]) | \(times[1]) |"
      } + ["", "</details>"]
  }
}
