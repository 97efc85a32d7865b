import Conformance

/// The closing words of a run on a terminal: the matrix, what is not green and why, the claims, the verdict.
public enum TerminalSummary {
  /// The summary, with a newline at the end.
  ///
  /// - Parameters:
  ///   - width: The terminal's width in columns. 80 is enough for all five scenarios.
  ///   - coloured: Whether to write ANSI colours.
  ///   - tellsCost: Whether to tell what the run has asked of the API server.
  public static func render(
    _ record: RunRecord, width: Int = 80, coloured: Bool = false, tellsCost: Bool = false
  ) -> String {
    let style = TerminalStyle(isColoured: coloured)
    var lines: [String] = []
    if !record.scenarios.isEmpty {
      lines += TerminalMatrix(matrix: ResultMatrix(record), style: style).lines(width: width)
      lines += legend(width: width, style: style)
    }
    for scenario in record.scenarios { lines += findings(scenario, width: width, style: style) }
    for scenario in record.scenarios { lines += warnings(scenario, width: width, style: style) }
    for scenario in record.scenarios { lines += paths(scenario, width: width, style: style) }
    if !record.claims.isEmpty {
      lines.append("")
      lines += indented("Of the guide: " + ClaimWording.counts(record.claims), by: 0, width: width)
    }
    for note in record.notes { lines += indented("Note: \(OutputText.line(note))", by: 0, width: width) }
    if let sampled = RunWording.pairs(record, .english) {
      lines += indented("Pairs of nodes: \(sampled)", by: 0, width: width)
    }
    if let tries = RunWording.tries(record, .english) { lines += indented("Tries: \(tries)", by: 0, width: width) }
    if tellsCost, let cost = record.cost {
      lines += indented("Cost: \(RunWording.text(cost, .english))", by: 0, width: width)
    }
    lines.append("")
    lines += closing(record, width: width, style: style)
    if let incompleteness = record.incompleteness {
      lines += indented("The run is incomplete: \(OutputText.line(incompleteness))", by: 0, width: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict with its counts in one line, and why the run is incomplete where it is; a newline ends none of them.
  public static func answer(_ record: RunRecord, coloured: Bool = false) -> String {
    let style = TerminalStyle(isColoured: coloured)
    let line = closing(record, width: .max, style: style).joined(separator: " ")
    return line + (record.incompleteness.map { "; incomplete: \(OutputText.line($0))" } ?? "")
  }

  /// What the marks of the matrix mean, below an empty line.
  static func legend(width: Int, style: TerminalStyle) -> [String] {
    let legend =
      "Mark: ✓ conforms, ▽ fails as predicted, ✗ deviates, ? could not be established, – does not apply. "
      + "Words: what was seen."
    return [""] + DisplayWidth.wrapped(legend, width: width).map { style.paint($0, .dim) }
  }

  private static func closing(_ record: RunRecord, width: Int, style: TerminalStyle) -> [String] {
    let verdict = record.verdict
    let word = "\(Wording.glyph(verdict)) \(Wording.text(verdict))"
    let counts =
      RunWording.counted(record).map { "\(record.count($0)) \(Wording.text($0))" }.joined(separator: ", ")
      + (record.flakyCount == 0 ? "" : ", \(record.flakyCount) flaky")
    let duration = record.seconds.map { ", in \(Wording.duration($0))" } ?? ""
    return style.wrapped("\(word): \(counts)\(duration)", painting: word, verdict, width: width)
  }

  private static func findings(_ scenario: ScenarioRecord, width: Int, style: TerminalStyle) -> [String] {
    var lines: [String] = []
    if let failure = scenario.failure {
      lines.append("")
      lines.append(style.paint("? \(scenario.scenario.rawValue) could not be established", .yellow))
      lines += indented(OutputText.line(failure), by: 2, width: width)
    }
    var reasons = SharedReasons()
    for finding in FindingGroup.byWeight(in: scenario) {
      let answer = finding.answer
      for (number, cause) in answer.causes.enumerated() {
        let head = number == 0 ? "\(Wording.glyph(finding.verdict)) \(scenario.scenario.rawValue): " : ""
        // The first line stands out by its mark, two columns wide; what follows is indented as far.
        let wrapped = indented(head + cause, by: 2, width: width)
        if number == 0 { lines.append("") }
        lines += wrapped.enumerated().map { place, line in
          style.paint(place == 0 && number == 0 ? String(line.dropFirst(2)) : line, finding.verdict)
        }
      }
      lines += answer.remedies.flatMap { indented($0, by: 2, width: width) }
      for entry in finding.cases.prefix(FindingGroup.mostCases) {
        let line = "\(Wording.glyph([entry])) \(entry.aspect.rawValue) [\(OutputText.line(entry.subject.description))]"
        lines += indented("\(line): \(reasons.comparison(entry))", by: 4, width: width)
      }
      let further = finding.cases.count - FindingGroup.mostCases
      if further > 0 { lines.append("    … and \(Wording.count(further, "more case"))") }
    }
    return lines
  }

  /// The paths that conform and lose something, with their rates.
  private static func flakyPaths(_ scenario: ScenarioRecord, _ localizer: Localizer) -> [String] {
    let flaky = scenario.cases.filter { $0.isFlaky && $0.observation?.samples?.isMixed == true }
    let told = flaky.prefix(FindingGroup.mostCases).compactMap { record in
      record.observation?.samples.map {
        "\(record.aspect.rawValue) [\(record.subject)] is flaky: \(localizer.sentence($0.sentence))"
      }
    }
    let further = flaky.count - told.count
    return told + (further > 0 ? ["… and \(Wording.count(further, "more flaky path"))"] : [])
  }

  /// One line per value beyond its threshold, and per pair of nodes whose packets are relayed; nothing where all is well.
  static func warnings(_ scenario: ScenarioRecord, width: Int, style: TerminalStyle) -> [String] {
    let localizer = Localizer(language: .english)
    let warnings =
      (scenario.health.map { HealthWording.warnings($0, localizer) } ?? [])
      + (scenario.tailnet.map { TailnetWording.warnings($0, localizer) + TailnetWording.remedies($0, localizer) } ?? [])
    let flaky = flakyPaths(scenario, localizer)
    guard !warnings.isEmpty || !flaky.isEmpty else { return [] }
    return [""]
      + (warnings + flaky).flatMap { warning in
        let lines = indented("! \(scenario.scenario.rawValue): \(OutputText.line(warning))", by: 0, width: width)
        return lines.map { style.paint($0, .yellow) }
      }
  }

  /// How many paths packets prove, and what they show of those that they do not; Markdown and HTML tell every path.
  private static func paths(_ scenario: ScenarioRecord, width: Int, style: TerminalStyle) -> [String] {
    guard let counts = PathText.counts(scenario.cases) else { return [] }
    let open = scenario.cases.compactMap(\.path).filter { $0.conclusion != .proven }
    let lines = open.flatMap { proof in
      proof.flows.prefix(1).map(\.statement.text) + PathText.objections(proof, .english)
    }.uniqued()
    return ["", "\(scenario.scenario.rawValue): \(counts)"]
      + lines.flatMap { indented(OutputText.line($0), by: 2, width: width).map { style.paint($0, .dim) } }
  }

  /// `✗ both / external-ping [instance-master]`.
  static func headline(_ scenario: Scenario, _ record: CaseRecord) -> String {
    "\(Wording.glyph([record])) \(scenario.rawValue) / \(record.aspect.rawValue) "
      + "[\(OutputText.line(record.subject.description))]"
  }

  static func indented(_ text: String, by indent: Int, width: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    return DisplayWidth.wrapped(text, width: width - indent).map { blanks + $0 }
  }
}
