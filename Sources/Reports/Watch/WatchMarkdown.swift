import Conformance

/// A watch's report in GitHub-flavoured Markdown.
public enum WatchMarkdown {
  /// The report, with a newline at the end.
  public static func render(_ record: WatchRecord) -> String {
    var lines = [
      "# netproof watch: \(Wording.emoji(record.verdict)) \(Wording.text(record.verdict))", "",
      Markdown.text(WatchWording.headline(record)) + ".", "",
      "- from \(Timestamp.text(record.startedAt)) on \(Markdown.text(record.cluster.context))",
      "- an echo request every \(WatchWording.seconds(record.interval)), HTTP and DNS "
        + "\(WatchWording.seconds(record.requestInterval)) after the last answer",
      "- the limit for an outage is \(WatchWording.seconds(record.maximumOutage))",
    ]
    if let command = record.command { lines.append("- \(Markdown.text(WatchWording.command(command)))") }
    if let interruption = record.interruption {
      lines += ["", "> [!WARNING]", "> The watch is incomplete: \(Markdown.text(interruption))"]
    }
    lines += [
      "", "| | path | sent | lost | late | longest outage | median |", "|:--|:--|--:|--:|--:|--:|--:|",
    ]
    lines += record.paths.map(row)
    lines += [
      "",
      "Late: answered only after the next probe was sent. An outage is exact to one interval. ➖ is not judged: "
        + "the setting does not predict that the path works.",
    ]
    lines += outages(record)
    if !record.events.isEmpty {
      lines += ["", "## In the cluster", "", "| when | what | object | |", "|--:|:--|:--|:--|"]
      lines += record.events.map {
        "| \(WatchWording.moment($0.at)) | \($0.kind.rawValue) | \(Markdown.cell($0.object)) | "
          + "\(Markdown.cell($0.text)) |"
      }
    }
    if !record.notes.isEmpty { lines += ["", "## Notes", ""] + record.notes.map { "- \(Markdown.text($0))" } }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ path: WatchedPath) -> String {
    let log = path.log
    let cells = [
      Wording.emoji(path.verdict), Markdown.cell(WatchWording.title(path)), "\(log.sent)", "\(log.lost)",
      "\(log.late)", WatchWording.outage(log.longestOutage), WatchWording.milliseconds(log.medianMilliseconds),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func outages(_ record: WatchRecord) -> [String] {
    let paths = WatchWording.noteworthy(record)
    if paths.isEmpty { return [] }
    var lines = ["", "## What was lost"]
    for path in paths {
      lines += [
        "", "### \(Wording.emoji(path.verdict)) \(Markdown.text(WatchWording.title(path)))", "",
        Markdown.text(path.explanation) + ".", "", "`" + path.command.replacing("`", with: "'") + "`",
      ]
      lines += path.log.outages.prefix(20).flatMap { outage -> [String] in
        let span = "\(WatchWording.moment(outage.began)) to \(WatchWording.moment(outage.ended))"
        return [
          "", "- \(span): \(WatchWording.outage(outage)), \(Wording.count(outage.lost, "probe")) lost",
        ] + record.events(during: outage).map { "  - \(Markdown.text(WatchWording.event($0)))" }
      }
      let left = path.log.outages.count - 20
      if left > 0 { lines += ["", "… and \(left) more."] }
    }
    return lines
  }
}
