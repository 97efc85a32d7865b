import Conformance

/// A watch's report for a terminal.
public enum WatchText {
  private static let wording = WatchWording.english

  /// The report, with a newline at the end.
  ///
  /// - Parameters:
  ///   - width: The terminal's width in columns.
  ///   - coloured: Whether to write ANSI colours.
  ///   - isWide: Whether to tell of every path, not only of those of which there is something to say.
  public static func render(
    _ record: WatchRecord, width: Int = 80, coloured: Bool = false, isWide: Bool = false
  ) -> String {
    let style = TerminalStyle(isColoured: coloured)
    var lines = table(record, width: width, style: style, isWide: isWide)
    for path in isWide ? record.paths : WatchWording.noteworthy(record) {
      lines.append("")
      lines.append(
        style.paint(
          DisplayWidth.truncated("\(Wording.glyph(path.verdict)) \(WatchWording.title(path))", to: width), path.verdict)
      )
      lines += wrapped(path.explanation.text, 2, width)
      if isWide { lines += wrapped("command: \(OutputText.line(path.command))", 2, width) }
      for remark in path.log.remarks { lines += wrapped("said: \(OutputText.line(remark))", 2, width) }
      guard let outage = path.log.longestOutage else { continue }
      let span = "\(WatchWording.moment(outage.began)) to \(WatchWording.moment(outage.ended))"
      let events = record.events(during: outage)
      lines += wrapped(
        "\(span); the cluster meanwhile: \(events.isEmpty ? "nothing was seen to change" : "")", 2, width)
      lines += events.flatMap { wrapped(OutputText.line(wording.event($0)), 4, width) }
    }
    if isWide { lines += times(record, width: width) }
    lines += closing(record, width: width, style: style)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A length of time as the report writes it: `0.40 s`.
  public static func seconds(_ value: Double) -> String { wording.seconds(value) }

  /// How much of a cluster is watched whose nodes take turns, for the moment at which it begins.
  public static func coverage(_ coverage: WatchCoverage) -> String { wording.coverage(coverage) }

  private static func table(
    _ record: WatchRecord, width: Int, style: TerminalStyle, isWide: Bool
  ) -> [String] {
    let header = ["path", "sent", "lost", "late", "outage", "median"]
    let paths = WatchWording.listed(record, all: isWide)
    let rows = paths.map { path -> [String] in
      [
        "\(Wording.glyph(path.verdict)) \(OutputText.line(WatchWording.title(path)))", "\(path.log.sent)",
        "\(path.log.lost)", "\(path.log.late)", wording.outage(path.log.longestOutage),
        WatchWording.milliseconds(path.log.medianMilliseconds),
      ]
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    let rest = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    let first = min(widths[0], max(20, width - rest))
    func line(_ cells: [String]) -> String {
      cells.enumerated().map { index, cell in
        if index == 0 { return DisplayWidth.padded(DisplayWidth.truncated(cell, to: first), to: first) }
        return String(repeating: " ", count: widths[index] - DisplayWidth.of(cell)) + cell
      }.joined(separator: "  ")
    }
    return [style.paint(line(header), .dim)]
      + zip(paths, rows).map { path, row in
        path.verdict == .conforms ? line(row) : style.paint(line(row), path.verdict)
      } + [wording.further(record, all: isWide)].compactMap { $0 }
  }

  /// How long each node and pair was watched, where they took turns.
  private static func times(_ record: WatchRecord, width: Int) -> [String] {
    guard let watched = record.watched else { return [] }
    return ["", wording.localizer(WatchPhrase.howLong) + ":"]
      + watched.flatMap { one in
        let turns = "\(wording.localizer(WatchPhrase.inTurns)) \(WatchWording.turns(one))"
        return wrapped("\(OutputText.line(one.subject.description)): \(wording.time(one)), \(turns)", 2, width)
      }
  }

  private static func closing(_ record: WatchRecord, width: Int, style: TerminalStyle) -> [String] {
    var lines: [String] = []
    if !record.events.isEmpty {
      lines += ["", "In the cluster:"]
      lines += record.events.flatMap { wrapped(OutputText.line(wording.event($0)), 2, width) }
    }
    lines.append("")
    for line in wording.turns(record) { lines += wrapped(OutputText.line(line), 0, width) }
    for note in record.notes { lines += wrapped("Note: \(OutputText.line(note))", 0, width) }
    if let command = record.command { lines += wrapped(OutputText.line(wording.command(command)), 0, width) }
    if let interruption = record.interruption { lines += wrapped("The watch is incomplete: \(interruption)", 0, width) }
    return lines + [answer(record, style)]
  }

  /// The verdict and why, in one line.
  static func answer(_ record: WatchRecord, _ style: TerminalStyle) -> String {
    let verdict = record.verdict
    return style.paint("\(Wording.glyph(verdict)) \(wording.headline(record))", verdict)
  }

  /// A line per path, `deviates/pod-other-node/instance-master/instance-worker/icmp`, and one per node or pair that had
  /// its turn and could not be watched, `unwatched/instance-master/instance-worker`.
  static func names(_ record: WatchRecord) -> String {
    record.unwatched.map { OutputText.line("unwatched/\($0.path)") + "\n" }.joined()
      + record.paths.map { path in
        let words = [path.verdict.rawValue, path.aspect.rawValue, path.subject.path, path.part].filter { !$0.isEmpty }
        return OutputText.line(words.joined(separator: "/")) + "\n"
      }.joined()
  }

  private static func wrapped(_ text: String, _ indent: Int, _ width: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    return DisplayWidth.wrapped(text, width: width - indent).map { blanks + $0 }
  }
}
