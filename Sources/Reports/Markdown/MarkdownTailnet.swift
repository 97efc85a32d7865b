import Conformance

/// A scenario's overlay as the templates render it; every value is Markdown already.
struct MarkdownTailnet {
  var tailnetHeading: String
  var warnings: [String]
  var rows: [TailnetTable.Row]
  var more: String?
  var remedies: [String]
  var stun: [String]

  init(_ tailnet: TailnetRecord, _ localizer: Localizer) {
    let table = TailnetTable(tailnet, localizer)
    tailnetHeading = Markdown.text(table.tailnetHeading)
    warnings = table.warnings.map(Markdown.text)
    more = table.more.map(Markdown.text)
    remedies = table.remedies.map(Markdown.text)
    stun = table.stun.map(Markdown.text)
    rows = table.rows.map { row in
      TailnetTable.Row(
        mark: row.mark == "!" ? "⚠️" : row.mark, pair: Markdown.cell(row.pair), overlay: Markdown.cell(row.overlay),
        way: Markdown.cell(row.way), endpoint: Markdown.cell(row.endpoint),
        returnEndpoint: Markdown.cell(row.returnEndpoint), trip: Markdown.cell(row.trip),
        source: Markdown.cell(row.source))
    }
  }

  static let template = """
    {{#warnings}}
    > [!WARNING]
    > {{{.}}}

    {{/warnings}}
    <details>
    <summary>{{{tailnetHeading}}}</summary>

    | | {{{words.pairColumn}}} | {{{words.overlayColumn}}} | {{{words.wayColumn}}} | {{{words.endpointColumn}}} | {{{words.returnColumn}}} | {{{words.roundTrip}}} | {{{words.sourceColumn}}} |
    |:--|:--|:--|:--|:--|:--|--:|:--|
    {{#rows}}
    | {{{mark}}} | {{{pair}}} | {{{overlay}}} | {{{way}}} | {{{endpoint}}} | {{{returnEndpoint}}} | {{{trip}}} | {{{source}}} |
    {{/rows}}
    {{#more}}

    {{{.}}}
    {{/more}}
    {{#stun}}

    - {{{.}}}
    {{/stun}}
    {{#remedies}}

    - {{{.}}}
    {{/remedies}}

    </details>
    """
}
