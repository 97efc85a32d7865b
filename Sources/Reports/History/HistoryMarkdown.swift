import Conformance

/// A history in GitHub-flavoured Markdown.
public enum HistoryMarkdown {
  /// The history, with a newline at the end.
  ///
  /// - Parameter limit: How many runs the table shows, the youngest.
  public static func render(_ history: History, limit: Int, language: Language = .english) -> String {
    let localizer = Localizer(language: language)
    let grid = HistoryGrid(history, limit: limit)
    let steady = localizer(HistoryPhrase.steady, ["cases": localizer.count(history.steady, .testCase)])
    var lines = [
      "# \(localizer(HistoryPhrase.title))", "", "\(localizer.count(history.runs.count, .run)), \(steady).", "",
      MarkdownTable.text(
        [localizer(HistoryPhrase.run), localizer(HistoryPhrase.cluster), "Cilium", localizer(ReportPhrase.verdict)],
        grid.runs.reversed().map { run in
          [
            "\(HistoryGrid.moment(run.startedAt)) \(Markdown.cell(run.runID))", Markdown.cell(run.context),
            Markdown.cell(run.ciliumVersion ?? "?"), "\(Wording.emoji(run.verdict)) \(localizer.verdict(run.verdict))",
          ]
        }),
    ]
    if grid.leftOut > 0 {
      lines += ["", localizer(HistoryPhrase.older, ["runs": localizer.count(grid.leftOut, .olderRun)])]
    }
    if !history.cases.isEmpty { lines += unsteady(history, localizer) }
    if !history.skipped.isEmpty {
      lines += ["", "## \(localizer(HistoryPhrase.filesLeftOut))", ""]
      lines += history.skipped.sorted { $0.key < $1.key }.map {
        "- \(Markdown.code($0.key)): \(Markdown.text($0.value))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func unsteady(_ history: History, _ localizer: Localizer) -> [String] {
    let heads: [HistoryPhrase] = [
      .now, .flakiness, .runs, .deviated, .firstSeen, .lastSeen, .retries, .notEstablished, .causes,
    ]
    return [
      "", "## \(localizer(HistoryPhrase.unsteady))", "",
      "| " + ([ReportPhrase.path.text] + heads.map(\.text)).map { $0[localizer.language] }.joined(separator: " | ")
        + " |",
      "|:--|:--|--:|--:|--:|:--|:--|--:|--:|:--|",
    ] + history.cases.map { row($0, localizer) }
  }

  private static func row(_ entry: History.CaseHistory, _ localizer: Localizer) -> String {
    let cells = [
      Markdown.cell(HistoryWording.title(entry)),
      entry.deviatesNow ? "❌ \(localizer(HistoryPhrase.deviatesNow))" : "✅",
      HistoryWording.percent(entry.flakiness), "\(entry.runs)", "\(entry.deviations)",
      entry.firstDeviation.map(HistoryGrid.moment) ?? "–", entry.lastDeviation.map(HistoryGrid.moment) ?? "–",
      "\(entry.flaky)", "\(entry.inconclusive)", Markdown.cell(entry.causes.joined(separator: ", ")),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
