import Conformance
import Foundation

/// A history as a drawing: a row per aspect, a column per run, a mark in each cell so that colour is not needed.
///
/// One self-contained SVG 1.1 file that follows the reader's light or dark theme.
public struct HistorySVG {
  private static let cell = 16
  /// The width of a character of the drawing's font, in pixels, on the safe side.
  private static let character = 7
  private static let margin = 12
  private static let head = 128
  private static let foot = 44

  private let grid: HistoryGrid
  private let localizer: Localizer

  /// The drawing, with a newline at the end.
  ///
  /// - Parameter limit: How many runs it shows, the youngest.
  public static func render(_ history: History, limit: Int, language: Language = .english) -> String {
    HistorySVG(grid: HistoryGrid(history, limit: limit), localizer: Localizer(language: language)).text()
  }

  private var labels: Int {
    (grid.rows.map { DisplayWidth.of($0.label) }.max() ?? 0) * Self.character + 2 * Self.margin
  }

  private func text() -> String {
    let legend = legend()
    let width = max(labels + max(grid.runs.count, 1) * Self.cell + 84, legend.width)
    let height = Self.head + grid.rows.count * Self.cell + Self.foot
    let title = localizer(HistoryPhrase.drawing, ["runs": localizer.count(grid.runs.count, .run)])
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"\(Self.font)\" font-size=\"11\">",
      "<title>\(Self.escaped(title))</title>", Self.style,
      "<rect class=\"page\" width=\"\(width)\" height=\"\(height)\"/>",
      "<text class=\"title\" x=\"\(Self.margin)\" y=\"24\">\(Self.escaped(title))</text>",
    ]
    lines += grid.runs.enumerated().map { column, run in
      let x = labels + column * Self.cell + Self.cell / 2 + 4
      return "<text class=\"\(run.verdict.rawValue) when\" transform=\"translate(\(x) \(Self.head - 6)) rotate(-60)\">"
        + "\(Self.escaped(HistoryGrid.moment(run.startedAt)))</text>"
    }
    for (index, row) in grid.rows.enumerated() {
      let y = Self.head + index * Self.cell
      lines.append("<text x=\"\(Self.margin)\" y=\"\(y + 12)\">\(Self.escaped(row.label))</text>")
      lines += zip(grid.runs, row.cells).enumerated().compactMap { column, pair in
        pair.1.map { box($0, of: pair.0, label: row.label, x: labels + column * Self.cell, y: y) }
      }
    }
    return (lines + legend.lines(height - 26) + ["</svg>", ""]).joined(separator: "\n")
  }

  private func box(_ cell: HistoryGrid.Cell, of run: RunDigest, label: String, x: Int, y: Int) -> String {
    let isFlaky = cell.isFlaky && cell.verdict == .conforms
    let words = isFlaky ? localizer(HistoryPhrase.afterRetry) : localizer.verdict(cell.verdict)
    let moment = HistoryGrid.moment(run.startedAt)
    let run = "\(localizer(HistoryPhrase.run)) \(run.runID)"
    return Self.mark(
      isFlaky ? "flaky" : cell.verdict.rawValue, HistoryGrid.mark(cell), x: x, y: y,
      title: "\(label), \(moment), \(run): \(words)")
  }

  /// A box in the colour of its class with its mark.
  private static func mark(_ name: String, _ glyph: String, x: Int, y: Int, title: String?) -> String {
    let size = cell - 2
    let tip = title.map { "<title>\(escaped($0))</title>" } ?? ""
    return "<g class=\"\(name)\">\(tip)<rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(size)\" rx=\"2\"/>"
      + "<text x=\"\(x + size / 2)\" y=\"\(y + 11)\" text-anchor=\"middle\">\(glyph)</text></g>"
  }

  /// The marks with their meaning, at a height that is known later.
  private func legend() -> (width: Int, lines: (Int) -> [String]) {
    let entries: [(name: String, glyph: String, phrase: HistoryPhrase)] = [
      ("conforms", "✓", .legendConforms), ("flaky", "~", .legendFlaky), ("deviates", "✗", .legendDeviates),
      ("inconclusive", "?", .legendInconclusive), ("not-applicable", "–", .legendNotApplicable),
    ]
    var x = Self.margin
    let places = entries.map { entry in
      let place = (entry: entry, x: x, text: localizer(entry.phrase))
      x += Self.cell + 6 + DisplayWidth.of(place.text) * Self.character + 14
      return place
    }
    return (
      x,
      { y in
        places.flatMap { place in
          [
            Self.mark("key \(place.entry.name)", place.entry.glyph, x: place.x, y: y, title: nil),
            "<text x=\"\(place.x + Self.cell + 4)\" y=\"\(y + 11)\">\(Self.escaped(place.text))</text>",
          ]
        }
      }
    )
  }

  private static let font = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Noto Sans Mono CJK KR',monospace"

  private static let style = """
    <style>
    .page { fill: #ffffff } text { fill: #1f2328 } g text { fill: #ffffff }
    .title { font-size: 14px; font-weight: 600 } .when { fill: #59636e } .when.deviates { fill: #cf222e; font-weight: 600 }
    .conforms rect { fill: #1a7f37 } .flaky rect { fill: #9a6700 } .deviates rect { fill: #cf222e }
    .inconclusive rect { fill: #6639ba } .not-applicable rect { fill: #6e7781 }
    @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .when { fill: #9198a1 } .when.deviates { fill: #ff7b72 }
    .conforms rect { fill: #238636 } .flaky rect { fill: #9e6a03 } .deviates rect { fill: #da3633 }
    .inconclusive rect { fill: #8957e5 } .not-applicable rect { fill: #57606a }
    }
    </style>
    """

  private static func escaped(_ text: String) -> String {
    OutputText.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
