import Conformance

/// All settings in one table.
enum HandbookMatrix {
  /// What the rules say of the example cluster.
  static func chapter(_ example: RunRecord, _ localizer: Localizer) -> [String] {
    [
      "## \(localizer(HandbookPhrase.glance))", localizer(HandbookPhrase.glanceText),
      table(example, localizer, marks: false),
    ]
  }

  /// What a run saw.
  static func observed(_ record: RunRecord, _ localizer: Localizer) -> [String] {
    let cluster = record.cluster
    let text = localizer(
      HandbookPhrase.lastObservedText,
      [
        "run": Markdown.code(record.runID), "context": Markdown.text(cluster.context),
        "time": RecordTime.text(record.startedAt), "kubernetes": cluster.kubernetesVersion,
        "cilium": cluster.ciliumVersion ?? "?", "nodes": localizer.count(cluster.nodes.count, .node),
      ])
    return [
      "## \(localizer(HandbookPhrase.lastObserved))", text, table(record, localizer, marks: true),
      localizer(ReportPhrase.matrixLegend),
    ]
  }

  private static func table(_ record: RunRecord, _ localizer: Localizer, marks: Bool) -> String {
    let matrix = ResultMatrix(record, localizer)
    let heads = matrix.columns.map { column in
      "[`\(column.scenario.rawValue)`](#\(column.scenario.rawValue))<br>"
        + (column.devices.map(Markdown.codeCell) ?? localizer.unset)
    }
    let fitness = matrix.columns.map { column in
      if case .fit = column.fitness {
        localizer.fitness(column.fitness)
      } else {
        "**\(localizer.fitness(column.fitness))**"
      }
    }
    var rows = [["**\(localizer(ReportPhrase.fitForService))**"] + fitness]
    rows += matrix.rows.map { row in
      [Markdown.cell(localizer.title(row.aspect))]
        + row.cells.map { cell in
          let text = Markdown.cell(BoundedText.cut(cell.text, limit: 120, localizer))
          let mark = marks && cell.verdict != nil ? Wording.emoji(cell.cases) + " " : ""
          return mark + (cell.isBroken ? "**\(text)**" : text)
        }
    }
    return MarkdownTable.text([""] + heads, rows)
  }
}
