import Conformance

/// What to do when a cluster differs from the handbook: faults, as the diagnosis of a run names them.
enum HandbookFaults {
  static func chapter(_ localizer: Localizer) throws -> [String] {
    var rows: [[String]] = []
    for fault in ExampleFault.allCases {
      let wrong = try fault.cases().filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
      let aspects = wrong.map(\.aspect).uniqued()
      let codes = wrong.compactMap(\.diagnosis?.code).uniqued()
      for code in codes {
        guard let diagnosis = wrong.first(where: { $0.diagnosis?.code == code })?.diagnosis else { continue }
        let row = [
          Markdown.code(code), aspects.map { Markdown.cell(localizer.title($0)) }.joined(separator: "<br>"),
          Markdown.cell(diagnosis.cause(in: localizer.language)),
          Markdown.cell(diagnosis.remedy(in: localizer.language)),
        ]
        if !rows.contains(where: { $0[0] == row[0] && $0[1] == row[1] }) { rows.append(row) }
      }
    }
    return [
      "## \(localizer(HandbookPhrase.differs))", localizer(HandbookPhrase.differsText),
      MarkdownTable.text(
        [
          "", localizer(HandbookPhrase.whatIsSeen), localizer(ReportPhrase.cause), localizer(ReportPhrase.remedy),
        ], rows),
    ]
  }
}
