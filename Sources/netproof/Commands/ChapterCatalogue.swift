import Conformance
import Reports

/// `netproof list --chapters`: what the suites say of every scenario.
enum ChapterCatalogue {
  static func output(_ lines: [ChapterLine]) -> CommandOutput {
    CommandOutput(document: Document(chapters: lines), text: { text(lines) }) {
      lines.map { "chapter/\($0.chapter)" }.uniqued()
    }
  }

  private static func text(_ lines: [ChapterLine]) -> String {
    Scenario.allCases.map { scenario in
      let parts = ChapterStatement.byPart(lines.filter { $0.scenario == scenario }).map { part, statements in
        "  \(title(part))\n" + statements.map(text).joined(separator: "\n")
      }
      return "\(scenario.title) (\(scenario.rawValue))\n" + parts.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func text(_ statement: ChapterStatement) -> String {
    let claims = statement.claims.map { "; \($0.isConfirmed ? "confirms" : "refutes") \($0.id)" }.joined()
    return "    \(statement.text)\n      \(statement.aspects.map(\.rawValue).joined(separator: ", "))"
      + "  [\(statement.chapter)\(claims)]"
  }

  private static func title(_ part: ChapterLine.Part) -> String {
    switch part {
    case .works: "MUST WORK"
    case .fails: "MUST FAIL"
    case .shows: "WHAT CILIUM AND THE NODE SHOW"
    case .ruled: "AS THE RULES SAY OF THE CLUSTER"
    }
  }

  private struct Document: Encodable {
    var schema = Catalogue.schema
    var chapters: [ChapterLine]
  }
}
