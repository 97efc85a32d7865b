import Cilium
import Conformance

/// What changes when something beside `devices` is different.
enum HandbookVariants {
  static func chapter(
    _ example: RunRecord, _ chapters: HandbookChapters, _ localizer: Localizer
  ) throws -> [String] {
    let variants: [(HandbookPhrase, (ClusterFacts) -> ClusterFacts)] = [
      (.withGuideRelease, ExampleCluster.withGuideRelease), (.withoutNodeIP, ExampleCluster.withoutNodeIP),
      (.withIptables, ExampleCluster.withIptablesMasquerade),
    ]
    return try [
      "## \(localizer(HandbookPhrase.variants))", localizer(HandbookPhrase.variantsText),
    ]
      + variants.flatMap { phrase, change in
        let other = try ExampleRun.asPredicted(changing: change)
        let rows = differences(example, other, localizer)
        let table =
          rows.isEmpty
          ? localizer(HandbookPhrase.sameAsAbove)
          : MarkdownTable.text(
            [
              localizer(ReportPhrase.scenario), localizer(HandbookPhrase.aspect), localizer(HandbookPhrase.usually),
              localizer(HandbookPhrase.then), localizer(ReportPhrase.why),
            ], rows)
        let heading = localizer(phrase, ["release": ExampleCluster.guideRelease, "latest": "\(CiliumRelease.latest)"])
        return ["### \(heading)", table] + (phrase == .withGuideRelease ? statements(chapters, localizer) : [])
      }
  }

  /// What the chapters say with the guide's release and not with the latest, by scenario.
  private static func statements(_ chapters: HandbookChapters, _ localizer: Localizer) -> [String] {
    let usual = Set(ChapterStatement.all(chapters.latest).map(\.chapter))
    let items = Scenario.allCases.flatMap { scenario -> [String] in
      let lines = chapters.guide.filter { $0.scenario == scenario && !usual.contains($0.chapter) }
      return ChapterStatement.byPart(lines).map { part, statements in
        let texts = statements.map { Markdown.text(localizer.chapter($0.text)) }.joined(separator: "; ")
        return "- `\(scenario.rawValue)`, \(localizer(HandbookPhrase.part(part))): \(texts)."
      }
    }
    return items.isEmpty ? [] : [localizer(HandbookPhrase.chaptersThere), items.joined(separator: "\n")]
  }

  /// A row per aspect and change; scenarios in which it is the same share the row.
  private static func differences(
    _ usual: RunRecord, _ other: RunRecord, _ localizer: Localizer
  ) -> [[String]] {
    let (before, after) = (ResultMatrix(usual, localizer), ResultMatrix(other, localizer))
    var rows: [(scenarios: [String], cells: [String])] = []
    for row in before.rows {
      for (column, scenario) in before.columns.enumerated() {
        guard let then = after.cell(row.aspect, column: column), row.cells[column].text != then.text else { continue }
        let changed = zip(row.cells[column].cases, then.cases).first {
          Wording.expected($0.prediction) != Wording.expected($1.prediction)
        }?.1
        let cells = [
          Markdown.cell(localizer.title(row.aspect)), text(row.cells[column]), text(then), reason(changed, localizer),
        ]
        let name = "`\(scenario.scenario.rawValue)`"
        if let index = rows.firstIndex(where: { $0.cells == cells }) {
          rows[index].scenarios.append(name)
        } else {
          rows.append(([name], cells))
        }
      }
    }
    return rows.map { [$0.scenarios.joined(separator: "<br>")] + $0.cells }
  }

  private static func text(_ cell: ResultMatrix.Cell) -> String {
    let text = Markdown.cell(BoundedText.cut(cell.text, limit: 120))
    return cell.isBroken ? "**\(text)**" : text
  }

  private static func reason(_ entry: CaseRecord?, _ localizer: Localizer) -> String {
    switch entry?.prediction {
    case .expected(let expectation)?: Markdown.cell(localizer.sentence(expectation.reason))
    case .notApplicable(let reason)?, .unknown(let reason)?: Markdown.cell(localizer.sentence(reason))
    case nil: ""
    }
  }
}
