import Conformance
import Foundation

/// A history as a drawing: a row per aspect, a column per run, a mark in each cell so that colour is not needed.
///
/// One self-contained SVG 1.1 file that follows the reader's light or dark theme.
public enum HistorySVG {
  private static let cell = 16
  private static let character = 7
  private static let head = 120
  private static let foot = 34

  /// The drawing, with a newline at the end.
  ///
  /// - Parameter limit: How many runs it shows, the youngest.
  public static func render(_ history: History, limit: Int) -> String {
    let grid = HistoryGrid(history, limit: limit)
    let labels = (grid.rows.map { DisplayWidth.of($0.label) }.max() ?? 0) * character + 16
    let width = labels + max(grid.runs.count, 1) * cell + 80
    let height = head + grid.rows.count * cell + foot
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"monospace\" font-size=\"11\">",
      "<title>Verdicts of \(grid.runs.count) runs</title>", style,
      "<rect class=\"page\" width=\"\(width)\" height=\"\(height)\"/>",
    ]
    lines += grid.runs.enumerated().map { column, run in
      let x = labels + column * cell + cell / 2 + 4
      return "<text transform=\"translate(\(x) \(head - 6)) rotate(-60)\">"
        + "\(escaped(HistoryGrid.moment(run.startedAt)))</text>"
    }
    for (index, row) in grid.rows.enumerated() {
      let y = head + index * cell
      lines.append("<text x=\"8\" y=\"\(y + 12)\">\(escaped(row.label))</text>")
      lines += zip(grid.runs, row.cells).enumerated().compactMap { column, pair in
        pair.1.map { box($0, of: pair.0, label: row.label, x: labels + column * cell, y: y) }
      }
    }
    let legend = "✓ conforms   ~ only after a retry   ✗ deviates   ? not established   – does not apply"
    lines += ["<text x=\"8\" y=\"\(height - 12)\">\(legend)</text>", "</svg>", ""]
    return lines.joined(separator: "\n")
  }

  private static func box(_ cell: HistoryGrid.Cell, of run: RunDigest, label: String, x: Int, y: Int) -> String {
    let isFlaky = cell.isFlaky && cell.verdict == .conforms
    let name = isFlaky ? "flaky" : cell.verdict.rawValue
    let words = isFlaky ? "conforms after a retry" : Wording.text(cell.verdict)
    let title = escaped("\(label), \(HistoryGrid.moment(run.startedAt)), run \(run.runID): \(words)")
    let size = Self.cell - 2
    return "<g class=\"\(name)\"><title>\(title)</title><rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" "
      + "height=\"\(size)\" rx=\"2\"/><text x=\"\(x + size / 2)\" y=\"\(y + 11)\" text-anchor=\"middle\">"
      + "\(HistoryGrid.mark(cell))</text></g>"
  }

  private static let style = """
    <style>
    .page { fill: #ffffff } text { fill: #1f2328 } g text { fill: #ffffff }
    .conforms rect { fill: #1a7f37 } .flaky rect { fill: #9a6700 } .deviates rect { fill: #cf222e }
    .inconclusive rect { fill: #6639ba } .not-applicable rect { fill: #818b98 }
    @media (prefers-color-scheme: dark) { .page { fill: #0d1117 } text { fill: #e6edf3 } }
    </style>
    """

  private static func escaped(_ text: String) -> String {
    OutputText.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
