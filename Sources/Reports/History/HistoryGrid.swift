import Conformance
import Foundation

/// The verdicts of aspects over time: what the table and the drawing show.
struct HistoryGrid {
  /// An aspect of a scenario on a cluster.
  struct Row {
    var label: String
    /// One per run, the worst of the aspect's cases; `nil` where the run did not ask it.
    var cells: [Cell?]
  }

  struct Cell {
    var verdict: Verdict
    var isFlaky: Bool
  }

  /// The runs, oldest first.
  var runs: [RunDigest]
  var rows: [Row]
  /// How many older runs are left out.
  var leftOut: Int

  /// - Parameter limit: How many runs are shown, the youngest.
  init(_ history: History, limit: Int) {
    runs = Array(history.runs.suffix(limit))
    leftOut = history.runs.count - runs.count
    let contexts = Self.unique(runs.map(\.context))
    rows = []
    for context in contexts {
      let prefix = contexts.count > 1 ? "\(context) / " : ""
      for scenario in Scenario.every {
        for aspect in Aspect.allCases {
          let cells = runs.map { $0.context == context ? Self.cell($0, scenario, aspect) : nil }
          if cells.allSatisfy({ $0 == nil }) { continue }
          rows.append(Row(label: "\(prefix)\(scenario.rawValue) / \(aspect.rawValue)", cells: cells))
        }
      }
    }
  }

  private static func cell(_ run: RunDigest, _ scenario: Scenario, _ aspect: Aspect) -> Cell? {
    let cases = run.scenarios.filter { $0.scenario == scenario }.flatMap(\.cases).filter { $0.aspect == aspect }
    guard let worst = cases.map(\.verdict).worst else { return nil }
    return Cell(verdict: worst, isFlaky: cases.contains(where: \.isFlaky))
  }

  private static func unique(_ names: [String]) -> [String] {
    names.uniqued()
  }

  /// `2026-11-21 04:00`, in UTC.
  static func moment(_ date: Date) -> String {
    String(RecordTime.text(date).prefix(16).replacing("T", with: " "))
  }

  /// The mark of a cell: that of its verdict, or one of its own for a green one that lost something.
  static func mark(_ cell: Cell?) -> String {
    guard let cell else { return " " }
    return cell.isFlaky && cell.verdict == .conforms ? "~" : Wording.glyph(cell.verdict)
  }
}
