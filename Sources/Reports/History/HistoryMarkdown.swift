import Conformance

/// A history in GitHub-flavoured Markdown.
public enum HistoryMarkdown {
  /// The history, with a newline at the end.
  ///
  /// - Parameter limit: How many runs the table shows, the youngest.
  public static func render(_ history: History, limit: Int) -> String {
    let grid = HistoryGrid(history, limit: limit)
    var lines = [
      "# netproof history", "",
      "\(Wording.count(history.runs.count, "run")), "
        + "\(Wording.count(history.steady, "case")) conformed in every one.", "",
      "| run | cluster | Cilium | verdict |", "|:--|:--|:--|:--|",
    ]
    lines += grid.runs.reversed().map { run in
      "| \(HistoryGrid.moment(run.startedAt)) \(Markdown.cell(run.runID)) | \(Markdown.cell(run.context)) | "
        + "\(Markdown.cell(run.ciliumVersion ?? "unknown")) | \(Wording.emoji(run.verdict)) "
        + "\(Wording.text(run.verdict)) |"
    }
    if grid.leftOut > 0 { lines += ["", "\(Wording.count(grid.leftOut, "older run")) not shown."] }
    if !history.cases.isEmpty {
      lines += [
        "", "## What was not green all the time", "",
        "| case | now | flakiness | runs | deviated | first seen | last seen | retries | not established | causes |",
        "|:--|:--|--:|--:|--:|:--|:--|--:|--:|:--|",
      ]
      lines += history.cases.map(row)
    }
    if !history.skipped.isEmpty {
      lines += ["", "## Files left out", ""]
      lines += history.skipped.sorted { $0.key < $1.key }.map {
        "- \(Markdown.code($0.key)): \(Markdown.text($0.value))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ entry: History.CaseHistory) -> String {
    let cells = [
      Markdown.cell(HistoryWording.title(entry)), entry.deviatesNow ? "❌ deviates" : "✅",
      HistoryWording.percent(entry.flakiness), "\(entry.runs)", "\(entry.deviations)",
      entry.firstDeviation.map(HistoryGrid.moment) ?? "–", entry.lastDeviation.map(HistoryGrid.moment) ?? "–",
      "\(entry.flaky)", "\(entry.inconclusive)", Markdown.cell(entry.causes.joined(separator: ", ")),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
