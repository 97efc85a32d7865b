import Conformance

/// A watch's report in GitHub-flavoured Markdown.
public enum WatchMarkdown {
  /// As many outages of a path are told one by one.
  private static let told = 20

  /// The report, with a newline at the end.
  public static func render(_ record: WatchRecord, language: Language = .english) -> String {
    let localizer = Localizer(language: language)
    let wording = WatchWording(localizer: localizer)
    var lines = introduction(record, wording)
    let heads: [WatchPhrase] = [.sent, .lost, .late, .longestOutage, .median]
    lines += [
      "",
      "| | \(localizer(ReportPhrase.path)) | " + heads.map { localizer($0) }.joined(separator: " | ") + " |",
      "|:--|:--|--:|--:|--:|--:|--:|",
    ]
    lines += WatchWording.listed(record, all: false).map { row($0, wording) }
    if let further = wording.further(record, all: false) { lines += ["", further + "."] }
    lines += ["", localizer(WatchPhrase.legend)]
    lines += outages(record, wording)
    lines += times(record, wording)
    if !record.events.isEmpty {
      lines += [
        "", "## \(localizer(WatchPhrase.inTheCluster))", "",
        "| \(localizer(WatchPhrase.when)) | \(localizer(WatchPhrase.what)) | \(localizer(WatchPhrase.object)) | |",
        "|--:|:--|:--|:--|",
      ]
      lines += record.events.map {
        "| \(WatchWording.moment($0.at)) | \(localizer.sentence($0.kind.sentence)) | \(Markdown.cell($0.object)) | "
          + "\(Markdown.cell(localizer.sentence($0.text))) |"
      }
    }
    if !record.notes.isEmpty {
      lines += ["", "## \(localizer(ReportPhrase.notes))", ""]
      lines += record.notes.map { "- \(Markdown.text(localizer.sentence($0)))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func introduction(_ record: WatchRecord, _ wording: WatchWording) -> [String] {
    let localizer = wording.localizer
    var lines = [
      "# netproof watch: \(Wording.emoji(record.verdict)) \(localizer.verdict(record.verdict))", "",
      Markdown.text(wording.headline(record)) + ".", "",
      "- "
        + localizer(
          WatchPhrase.begun,
          ["time": RecordTime.text(record.startedAt), "context": Markdown.text(record.cluster.context)]),
      "- "
        + localizer(
          WatchPhrase.pace,
          ["interval": wording.seconds(record.interval), "pause": wording.seconds(record.requestInterval)]),
      "- " + localizer(WatchPhrase.limit, ["limit": wording.seconds(record.maximumOutage)]),
    ]
    lines += wording.turns(record).map { "- \(Markdown.text($0))" }
    if let command = record.command { lines.append("- \(Markdown.text(wording.command(command)))") }
    if let interruption = record.interruption {
      let reason = Markdown.text(localizer.sentence(interruption))
      lines += ["", "> [!WARNING]", "> " + localizer(WatchPhrase.incomplete, ["reason": reason])]
    }
    return lines
  }

  /// How long each node and pair was watched, where they took turns.
  private static func times(_ record: WatchRecord, _ wording: WatchWording) -> [String] {
    guard let watched = record.watched else { return [] }
    let localizer = wording.localizer
    func table(_ subjects: [WatchedSubject]) -> [String] {
      ["", "| | \(localizer(WatchPhrase.watchedFor)) | \(localizer(WatchPhrase.inTurns)) |", "|:--|--:|:--|"]
        + subjects.map {
          "| \(Markdown.cell($0.subject.description)) | \(wording.time($0)) | \(WatchWording.turns($0)) |"
        }
    }
    let pairs = watched.filter { $0.subject.target != nil }
    return ["", "## \(localizer(WatchPhrase.howLong))"] + table(watched.filter { $0.subject.target == nil })
      + ["", "<details><summary>\(localizer(WatchPhrase.howLongPairs, ["count": "\(pairs.count)"]))</summary>"]
      + table(pairs) + ["", "</details>"]
  }

  private static func row(_ path: WatchedPath, _ wording: WatchWording) -> String {
    let log = path.log
    let cells = [
      Wording.emoji(path.verdict), Markdown.cell(WatchWording.title(path)), "\(log.sent)", "\(log.lost)",
      "\(log.late)", wording.outage(log.longestOutage), WatchWording.milliseconds(log.medianMilliseconds),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func outages(_ record: WatchRecord, _ wording: WatchWording) -> [String] {
    let localizer = wording.localizer
    let paths = WatchWording.noteworthy(record)
    if paths.isEmpty { return [] }
    var lines = ["", "## \(localizer(WatchPhrase.whatWasLost))"]
    for path in paths {
      lines += [
        "", "### \(Wording.emoji(path.verdict)) \(Markdown.text(WatchWording.title(path)))", "",
        Markdown.text(localizer.sentence(path.explanation)) + ".", "", Markdown.code(path.command),
      ]
      lines += path.log.outages.prefix(told).flatMap { outage -> [String] in
        let line = localizer(
          WatchPhrase.spanLost,
          [
            "span": wording.span(outage), "outage": wording.outage(outage),
            "probes": localizer.count(outage.lost, .probe),
          ])
        return ["", "- \(line)"]
          + record.events(during: outage).map { "  - \(Markdown.text(wording.event($0)))" }
      }
      let left = path.log.outages.count - told
      if left > 0 { lines += ["", localizer(ReportPhrase.more, ["count": String(left)])] }
    }
    return lines
  }
}
