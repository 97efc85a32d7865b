import Conformance

/// A scenario's health as the templates render it; every value is Markdown already.
struct MarkdownHealth {
  var heading: String
  var warnings: [String]
  var rows: [HealthTable.Row]
  var remarks: [String]

  init(_ health: HealthRecord, _ localizer: Localizer) {
    let table = HealthTable(health, localizer)
    heading = Markdown.text(table.heading)
    warnings = table.warnings.map(Markdown.text)
    remarks = table.remarks.map(Markdown.text)
    rows = table.rows.map { row in
      HealthTable.Row(
        mark: row.mark == "!" ? "⚠️" : row.mark, measure: Markdown.cell(row.measure), worst: Markdown.cell(row.worst),
        range: Markdown.cell(row.range), place: Markdown.cell(row.place))
    }
  }

  static let template = """
    {{#warnings}}
    > [!WARNING]
    > {{{.}}}

    {{/warnings}}
    <details>
    <summary>{{{heading}}}</summary>

    | | {{{words.measure}}} | {{{words.worst}}} | {{{words.threshold}}} | {{{words.place}}} |
    |:--|:--|--:|:--|:--|
    {{#rows}}
    | {{{mark}}} | {{{measure}}} | {{{worst}}} | {{{range}}} | {{{place}}} |
    {{/rows}}
    {{#remarks}}

    {{{.}}}
    {{/remarks}}

    </details>
    """
}
