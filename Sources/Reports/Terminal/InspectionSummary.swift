import Conformance

/// What an inspection found, on a terminal: the answer, what contradicts and what is not known with its proof, then the
/// notes and the table of everything that was looked at.
public enum InspectionSummary {
  /// The summary, with a newline at the end.
  ///
  /// - Parameters:
  ///   - width: The terminal's width in columns.
  ///   - coloured: Whether to write ANSI colours.
  public static func render(_ record: RunRecord, width: Int = 80, coloured: Bool = false) -> String {
    let style = TerminalStyle(isColoured: coloured)
    var lines = answer(record, width: width, style: style)
    for scenario in record.scenarios {
      // What could not be established for a cause that also contradicts is not known all the same.
      let groups = FindingGroup.all(in: scenario)
      let contradictions = groups.compactMap { $0.only { $0 == .deviates } }
      for group in contradictions { lines += contradiction(group, width, style) }
      for group in joined(groups.compactMap { $0.only { $0 != .deviates } }) { lines += unknown(group, width, style) }
    }
    for scenario in record.scenarios { lines += TerminalSummary.warnings(scenario, width: width, style: style) }
    if !record.notes.isEmpty { lines.append("") }
    for note in record.notes {
      lines += TerminalSummary.indented("Note: \(OutputText.line(note))", by: 0, width: width)
    }
    guard !record.scenarios.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    lines.append("")
    lines += TerminalMatrix(matrix: ResultMatrix(record), style: style).lines(width: width)
    lines += TerminalSummary.legend(width: width, style: style)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Groups of one remedy as one; cases without a diagnosis have none in common.
  private static func joined(_ groups: [FindingGroup]) -> [FindingGroup] {
    groups.reduce(into: []) { all, group in
      if let same = all.firstIndex(where: { $0.remedy(.english) == group.remedy(.english) }) {
        all[same].cases += group.cases
      } else {
        all.append(group)
      }
    }
  }

  static func answer(_ record: RunRecord, width: Int, style: TerminalStyle) -> [String] {
    let counts = RunWording.counted(record).map { "\(record.count($0)) \(Wording.text($0))" }.joined(separator: ", ")
    let words =
      switch record.verdict {
      case .deviates: "what was read contradicts the rules"
      case .conforms: "nothing that was read contradicts the rules; nothing was sent"
      default: "nothing that was read contradicts the rules, and not all could be established"
      }
    let mark = "\(Wording.glyph(record.verdict)) \(Wording.text(record.verdict))"
    return style.wrapped("\(mark): \(words) (\(counts))", painting: mark, record.verdict, width: width)
  }

  /// More are not told one by one: on a large cluster each node has its own.
  private static let most = 12

  private static func contradiction(_ group: FindingGroup, _ width: Int, _ style: TerminalStyle) -> [String] {
    var lines = [""]
    let told = bundles(group.cases) { FindingGroup.comparison($0) }
    for bundle in told.prefix(most) {
      lines += style.wrapped("✗ \(bundle.title)", painting: "✗", .deviates, width: width)
      lines += TerminalSummary.indented(bundle.reason, by: 2, width: width)
    }
    if told.count > most { lines.append("  and \(told.count - most) more") }
    let answer = group.answer
    let causes = answer.remedies.isEmpty ? answer.causes : answer.causes.map { "cause: \($0)" }
    lines += (causes + answer.remedies).flatMap { TerminalSummary.indented($0, by: 2, width: width) }
    let places = group.cases.flatMap { $0.observation?.evidence ?? [] }.map { evidence in
      OutputText.line(
        evidence.output.isEmpty ? evidence.command : "\(evidence.command): “\(evidence.output.prefix(mostShown))”")
    }.uniqued()
    lines += places.prefix(most).flatMap { TerminalSummary.indented("seen in \($0)", by: 2, width: width) }
    if places.count > most { lines.append("  and in \(places.count - most) more places") }
    return lines
  }

  /// So many characters of a line that proves something.
  private static let mostShown = 240

  private static func unknown(_ group: FindingGroup, _ width: Int, _ style: TerminalStyle) -> [String] {
    var lines = [""]
    let told = bundles(group.cases, why)
    for bundle in told.prefix(most) {
      lines += style.wrapped("? not known: \(bundle.title)", painting: "?", .inconclusive, width: width)
      lines += TerminalSummary.indented(bundle.reason, by: 2, width: width)
    }
    if told.count > most { lines.append("  and \(told.count - most) more") }
    if let remedy = group.remedy(.english) {
      lines += TerminalSummary.indented("remedy: \(OutputText.line(remedy))", by: 2, width: width)
    }
    return lines
  }

  private static func why(_ record: CaseRecord) -> String {
    if case .unknown(let reason) = record.prediction { return OutputText.line(reason) }
    if case .notMeasured(let reason)? = record.observation?.result { return OutputText.line(reason) }
    return OutputText.line(record.explanation)
  }

  /// Cases that are told in the same words, with their names.
  private struct Bundle {
    let reason: String
    var aspects: [String]
    var subjects: [String]

    var title: String {
      let names = subjects.prefix(most).joined(separator: ", ")
      let rest = subjects.count > most ? " and \(subjects.count - most) more" : ""
      return "\(aspects.joined(separator: ", ")) [\(OutputText.line(names))\(rest)]"
    }
  }

  private static func bundles(_ cases: [CaseRecord], _ words: (CaseRecord) -> String) -> [Bundle] {
    var bundles: [Bundle] = []
    var places: [String: Int] = [:]
    for record in cases {
      let (reason, aspect, subject) = (words(record), record.aspect.rawValue, record.subject.description)
      guard let place = places[reason] else {
        places[reason] = bundles.count
        bundles.append(Bundle(reason: reason, aspects: [aspect], subjects: [subject]))
        continue
      }
      if !bundles[place].aspects.contains(aspect) { bundles[place].aspects.append(aspect) }
      if !bundles[place].subjects.contains(subject) { bundles[place].subjects.append(subject) }
    }
    return bundles
  }
}
