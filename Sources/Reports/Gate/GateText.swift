import Conformance

/// A gate's report for a terminal.
public enum GateText {
  private static let wording = GateWording.english

  /// The report, with a newline at the end.
  ///
  /// - Parameters:
  ///   - width: The terminal's width in columns.
  ///   - coloured: Whether to write ANSI colours.
  ///   - isWide: Whether to tell how long each phase took, too.
  public static func render(
    _ report: GateReport, width: Int = 80, coloured: Bool = false, isWide: Bool = false
  ) -> String {
    let style = TerminalStyle(isColoured: coloured)
    var lines: [String] = []
    lines += wrapped("before: \(wording.side(report.before))", 0, width)
    lines += wrapped("after:  \(wording.side(report.after))", 0, width)
    lines.append(wording.compared(report))
    var told: Set<String> = []
    for effect in [GateFinding.Effect.refuses, .allowed, .reported] {
      for change in GateChange.allCases {
        let findings = report.findings.filter { $0.effect == effect && $0.change == change }
        if findings.isEmpty { continue }
        lines.append("")
        lines.append(style.paint("\(mark(effect)) \(change.title)\(suffix(effect)) (\(findings.count))", code(effect)))
        for entry in findings { lines += finding(entry, told: &told, width) }
      }
    }
    if !report.notes.isEmpty { lines.append("") }
    for note in report.notes { lines += wrapped("Note: \(OutputText.line(note))", 0, width) }
    lines += ["", "Policy:"] + wording.policy(report.policy).flatMap { wrapped(OutputText.line($0), 2, width) }
    if isWide, !report.phases.isEmpty { lines += ["", "Time of the phases:"] + report.phases.map(phase) }
    lines.append("")
    return lines.joined(separator: "\n") + "\n" + answer(report, coloured: coloured)
  }

  /// The decision and why, in one line, with a newline at the end.
  public static func answer(_ report: GateReport, coloured: Bool = false) -> String {
    let verdict: Verdict = report.decision == .accept ? .conforms : .deviates
    let style = TerminalStyle(isColoured: coloured)
    return style.paint("\(Wording.glyph(verdict)) \(wording.headline(report))", verdict) + "\n"
  }

  /// A line per difference, `refuses/lost/both/external-ping/instance-master`; nothing where there is none.
  static func names(_ report: GateReport) -> String {
    report.findings.map { finding in
      let place =
        finding.fact.map { [$0.rawValue, finding.node] }
        ?? [finding.scenario?.rawValue, finding.aspect?.rawValue, finding.subject?.path]
      let words = [finding.effect.rawValue, finding.change.rawValue] + place.compactMap { $0 }
      return OutputText.line(words.joined(separator: "/")) + "\n"
    }.joined()
  }

  private static func phase(_ phase: GatePhase) -> String {
    let times = [phase.before, phase.after].map { $0.map(Wording.duration) ?? "none" }
    return "  \(phase.scenario.rawValue), \(OutputText.line(phase.name)): \(times.joined(separator: " → "))"
  }

  private static func finding(_ finding: GateFinding, told: inout Set<String>, _ width: Int) -> [String] {
    var lines = wrapped("\(finding.title): \(OutputText.line("\(finding.before) → \(finding.after)"))", 2, width)
    var details: [String] = []
    if let effect = wording.effect(finding) { details.append(effect) }
    if finding.fact == nil, !finding.explanation.isEmpty { details.append(finding.explanation.text) }
    if let diagnosis = finding.diagnosis {
      let isNew = told.insert("\(diagnosis.code) \(diagnosis.remedy)").inserted
      details +=
        isNew
        ? ["cause: \(diagnosis.cause) [\(diagnosis.code)]", "remedy: \(diagnosis.remedy)"]
          + (diagnosis.page.map { ["page: \($0)"] } ?? [])
        : ["cause: \(diagnosis.code), as above"]
    }
    lines += details.flatMap { wrapped(OutputText.line($0), 4, width) }
    return lines
  }

  private static func mark(_ effect: GateFinding.Effect) -> String {
    switch effect {
    case .refuses: "✗"
    case .allowed: "~"
    case .reported: "·"
    }
  }

  private static func suffix(_ effect: GateFinding.Effect) -> String { effect == .allowed ? ", allowed" : "" }

  private static func code(_ effect: GateFinding.Effect) -> TerminalStyle.Code {
    switch effect {
    case .refuses: .red
    case .allowed: .yellow
    case .reported: .bold
    }
  }

  private static func wrapped(_ text: String, _ indent: Int, _ width: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    return DisplayWidth.wrapped(text, width: width - indent).map { blanks + $0 }
  }
}
