import Conformance

/// A history for a terminal.
public enum HistoryText {
  /// The history, with a newline at the end.
  ///
  /// - Parameters:
  ///   - limit: How many runs the table shows, the youngest.
  ///   - width: The terminal's width in columns; the table shows as many runs as fit.
  ///   - coloured: Whether to write ANSI colours.
  ///   - isWide: Whether to name the record of every run.
  public static func render(
    _ history: History, limit: Int, width: Int = 80, coloured: Bool = false, isWide: Bool = false
  ) -> String {
    let style = TerminalStyle(isColoured: coloured)
    let labels = HistoryGrid(history, limit: limit).rows.map { DisplayWidth.of($0.label) }.max() ?? 0
    let grid = HistoryGrid(history, limit: min(limit, max(1, width - labels - 2)))
    var lines = [
      "\(Wording.count(history.runs.count, "run")) from \(HistoryGrid.moment(history.runs[0].startedAt)) to "
        + "\(HistoryGrid.moment(history.runs[history.runs.count - 1].startedAt)) UTC", "",
    ]
    lines += grid.rows.map { row in
      let marks = row.cells.map { cell in
        cell.map { style.paint(HistoryGrid.mark($0), $0.verdict) } ?? " "
      }
      return "\(DisplayWidth.padded(row.label, to: labels))  \(marks.joined())"
    }
    lines += ["", "Oldest left. ✓ conforms, ~ with a loss, ✗ deviates, ? not established, – does not apply."]
    if grid.leftOut > 0 { lines.append("\(Wording.count(grid.leftOut, "older run")) not shown.") }
    lines += cases(history, width: width, style: style)
    if isWide { lines += history.runs.map { run($0, style) } + [""] }
    for (path, reason) in history.skipped.sorted(by: { $0.key < $1.key }) {
      lines += DisplayWidth.wrapped("Skipped \(path): \(OutputText.line(reason))", width: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line per case that is not steady: `deviates/both/external-ping/instance-master`, or `unsteady/…` where it does not
  /// deviate now.
  static func names(_ history: History) -> String {
    history.cases.map { entry in
      let words = [
        entry.deviatesNow ? "deviates" : "unsteady", entry.scenario.rawValue, entry.aspect.rawValue, entry.subject.path,
      ]
      return OutputText.line(words.joined(separator: "/")) + "\n"
    }.joined()
  }

  private static func run(_ run: RunDigest, _ style: TerminalStyle) -> String {
    let verdict = style.paint("\(Wording.glyph(run.verdict)) \(Wording.text(run.verdict))", run.verdict)
    let place = "\(run.context), Cilium \(run.ciliumVersion ?? "unknown"): \(run.path)"
    return "\(HistoryGrid.moment(run.startedAt))  \(verdict)  \(OutputText.line(place))"
  }

  private static func cases(_ history: History, width: Int, style: TerminalStyle) -> [String] {
    var lines = [""]
    for group in HistoryWording.groups(history.cases) {
      lines += group.cases.map { style.paint(HistoryWording.title($0), $0.deviatesNow ? .red : .yellow) }
      lines += DisplayWidth.wrapped(group.facts, width: width - 2).map { "  \($0)" }
    }
    return lines + ["\(Wording.count(history.steady, "case")) conformed in every run.", ""]
  }
}

/// The words that all forms of a history share.
enum HistoryWording {
  /// Cases of which the same is to be said, in the order of their first ones: one cause often breaks many paths.
  static func groups(_ cases: [History.CaseHistory]) -> [(facts: String, cases: [History.CaseHistory])] {
    cases.reduce(into: []) { groups, entry in
      let facts = facts(entry)
      if let index = groups.firstIndex(where: { $0.facts == facts }) {
        groups[index].cases.append(entry)
      } else {
        groups.append((facts, [entry]))
      }
    }
  }

  static func title(_ entry: History.CaseHistory) -> String {
    "\(entry.context) / \(entry.scenario.rawValue) / \(entry.aspect.rawValue) [\(entry.subject)]"
  }

  static func facts(_ entry: History.CaseHistory) -> String {
    var parts = ["\(percent(entry.flakiness)) flaky over \(Wording.count(entry.runs, "run"))"]
    if let first = entry.firstDeviation, let last = entry.lastDeviation {
      parts.append(
        "deviated in \(entry.deviations), first \(HistoryGrid.moment(first)), "
          + (entry.deviatesNow ? "and still does" : "last \(HistoryGrid.moment(last))"))
    }
    if entry.flaky > 0 { parts.append("lost something in \(entry.flaky)") }
    if entry.changes > 0 { parts.append("changed \(Wording.count(entry.changes, "time"))") }
    if entry.inconclusive > 0 { parts.append("not established in \(entry.inconclusive)") }
    if !entry.causes.isEmpty { parts.append("causes: \(entry.causes.joined(separator: ", "))") }
    return parts.joined(separator: "; ")
  }

  static func percent(_ part: Double) -> String { "\(Int((part * 100).rounded())) %" }
}
