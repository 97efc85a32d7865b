import Conformance

/// The matrix as an aligned table: aspects down, scenarios across, in the widest form that fits.
struct TerminalMatrix {
  /// How much a table says, from most to least.
  enum Detail: CaseIterable {
    /// Titles and values in full.
    case full
    /// Titles, and one word per cell.
    case compact
    /// Names as in JUnit, one word per cell, and headings on two lines: five scenarios in 80 columns.
    case narrow
    /// Names and marks only.
    case marks
  }

  private static let gap = "  "

  let matrix: ResultMatrix
  let style: TerminalStyle

  /// The table's lines; no line is wider than `width` unless even the barest form is.
  func lines(width: Int) -> [String] {
    for detail in Detail.allCases {
      let table = Table(matrix, detail: detail)
      if table.width <= width || detail == .marks { return table.lines(style) }
    }
    return []
  }

  /// Plain texts and how to paint them.
  private struct Table {
    struct Entry {
      var text: String
      var paint: (TerminalStyle, String) -> String
    }

    var rows: [(label: String, entries: [Entry])] = []
    var headings = 0

    init(_ matrix: ResultMatrix, detail: Detail) {
      let headings = matrix.columns.map { Self.heading($0, detail: detail) }
      self.headings = headings.map(\.count).max() ?? 0
      for line in 0..<self.headings {
        rows.append(
          (
            "",
            headings.map { heading in
              Entry(text: heading.indices.contains(line) ? heading[line] : "") { $0.paint($1, .bold) }
            }
          ))
      }
      rows += matrix.rows.map { row in
        (
          detail == .full || detail == .compact ? row.aspect.title : row.aspect.rawValue,
          row.cells.map { Self.entry($0, detail: detail) }
        )
      }
      rows.append(
        (
          "verdict",
          matrix.columns.map { column in
            Entry(text: Self.text(column.verdict, detail: detail)) { $0.paint($1, column.verdict) }
          }
        ))
      rows.append(
        (
          "fit for service",
          matrix.columns.map { column in
            Entry(text: Wording.text(column.fitness)) { $0.paint($1, column.fitness) }
          }
        ))
    }

    var labelWidth: Int { rows.map { DisplayWidth.of($0.label) }.max() ?? 0 }

    var columnWidths: [Int] {
      guard let first = rows.first else { return [] }
      return first.entries.indices.map { index in rows.map { DisplayWidth.of($0.entries[index].text) }.max() ?? 0 }
    }

    var width: Int { columnWidths.reduce(labelWidth) { $0 + $1 + gap.count } }

    func lines(_ style: TerminalStyle) -> [String] {
      let labelWidth = labelWidth
      let widths = columnWidths
      var lines = rows.map { row in
        var line = DisplayWidth.padded(row.label, to: labelWidth)
        for (entry, width) in zip(row.entries, widths) {
          line += gap + entry.paint(style, entry.text)
          line += String(repeating: " ", count: max(0, width - DisplayWidth.of(entry.text)))
        }
        while line.last == " " { line.removeLast() }
        return line
      }
      let rule = style.paint(String(repeating: "─", count: width), .dim)
      lines.insert(rule, at: rows.count - 2)
      // Without a row in between, one rule is enough.
      if rows.count > headings + 2 { lines.insert(rule, at: headings) }
      return lines
    }

    private static func heading(_ column: ResultMatrix.Column, detail: Detail) -> [String] {
      let name = column.scenario.rawValue
      switch detail {
      case .full: return [name, Wording.devices(column.devices, isUnknown: column.devicesUnknown)]
      case .compact: return [name]
      case .narrow, .marks:
        // `physical-only` as `physical-` over `only`.
        guard let hyphen = name.firstIndex(of: "-") else { return [name] }
        return [String(name[...hyphen]), String(name[name.index(after: hyphen)...])]
      }
    }

    private static func entry(_ cell: ResultMatrix.Cell, detail: Detail) -> Entry {
      guard cell.verdict != nil else { return Entry(text: "") { $1 } }
      let words =
        switch detail {
        case .full: OutputText.line(DisplayWidth.truncated(cell.text, to: 40))
        case .compact, .narrow: CellWord.text(cell)
        case .marks: ""
        }
      let mark = Wording.glyph(cell.cases)
      return Entry(text: words.isEmpty ? mark : "\(mark) \(words)") { $0.paint($1, cell.cases) }
    }

    private static func text(_ verdict: Verdict, detail: Detail) -> String {
      switch (detail, verdict) {
      case (.marks, _): Wording.glyph(verdict)
      case (.narrow, .inconclusive): "unknown"
      case (.narrow, _): Wording.text(verdict)
      default: "\(Wording.glyph(verdict)) \(Wording.text(verdict))"
      }
    }
  }
}

/// One word, of at most eight letters, for what was seen in a cell.
enum CellWord {
  static func text(_ cell: ResultMatrix.Cell) -> String {
    let applicable = cell.cases.filter { $0.verdict != .notApplicable }
    guard !applicable.isEmpty else { return cell.cases.isEmpty ? "" : "n/a" }
    let words = applicable.map(word)
    if Set(words).count == 1, let word = words.first { return word }
    let serving = applicable.compactMap { $0.observation?.outcome?.servesUsers }
    guard !serving.isEmpty else { return "mixed" }
    return "\(serving.count(where: \.self))/\(applicable.count)"
  }

  private static func word(_ record: CaseRecord) -> String {
    switch record.observation?.outcome {
    case .reachable?, .answersWithAddress?: "works"
    case .unreachable?: "fails"
    case .partly?: "partly"
    case .lossy?: "lossy"
    case .largestPayload(let bytes)?: "\(bytes) B"
    case .translated?: "SNAT"
    case .notTranslated?: "none"
    case .translatedWrongly?: "wrong"
    // A value is too long for a word; what matters is whether it is the predicted one.
    case .value?: record.verdict == .conforms ? "right" : "wrong"
    case .healthy?: "ready"
    case .unhealthy?: "unready"
    case nil: "unknown"
    }
  }
}
