import Conformance
import Foundation

/// The forms of what an inspection found.
public enum InspectionFormat: String, Sendable, CaseIterable {
  /// For people: the answer, what contradicts and what is not known.
  case text
  /// The same, and every case with where it was seen.
  case wide
  /// A line per case, for scripts.
  case name
  case json
  case yaml
  case markdown
  case html
  case junit
  case metrics

  /// Whether the language makes a difference.
  public var isTranslated: Bool { self == .markdown || self == .html }

  /// The record in this form.
  ///
  /// - Parameters:
  ///   - language: That of ``markdown`` and ``html``.
  ///   - width: The terminal's width in columns, for ``text`` and ``wide``.
  ///   - coloured: Whether to write ANSI colours, for ``text`` and ``wide``.
  ///   - quiet: Whether ``text`` is the answer alone, in one line.
  /// - Throws: A template or coding error, which is a defect of this program.
  public func render(
    _ record: RunRecord, language: Language = .english, width: Int = 80, coloured: Bool = false, quiet: Bool = false
  ) throws -> Data {
    let options = RenderOptions(language: language)
    switch self {
    case .text where quiet: return Data(InspectionSummary.answer(record, coloured: coloured).utf8)
    case .text: return Data(InspectionSummary.render(record, width: width, coloured: coloured).utf8)
    case .wide:
      let summary = InspectionSummary.render(record, width: width, coloured: coloured)
      return Data((summary + InspectionSummary.everyCase(record)).utf8)
    case .name: return Data(InspectionSummary.names(record).utf8)
    case .json: return try ReportFormat.json.render(record, options)
    case .yaml: return try StableYAML.converted(ReportFormat.json.render(record, options))
    case .markdown: return try ReportFormat.markdown.render(record, options)
    case .html: return try ReportFormat.html.render(record, options)
    case .junit: return try ReportFormat.junit.render(record, options)
    case .metrics: return try ReportFormat.metrics.render(record, options)
    }
  }
}

extension InspectionSummary {
  /// The answer in one line, with a newline at the end.
  static func answer(_ record: RunRecord, coloured: Bool) -> String {
    answer(record, width: .max, style: TerminalStyle(isColoured: coloured)).joined(separator: " ") + "\n"
  }

  /// Every case with how it was judged and what was seen.
  static func everyCase(_ record: RunRecord) -> String {
    record.scenarios.flatMap { scenario in
      scenario.cases.map { entry in
        let story = CaseStory.text(entry).split(separator: "\n", omittingEmptySubsequences: false)
        return "\n\(TerminalSummary.headline(scenario.scenario, entry))\n"
          + story.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
      }
    }.joined()
  }

  /// A line per case, `deviates/masquerade/instance-master`.
  static func names(_ record: RunRecord) -> String {
    record.scenarios.flatMap(\.cases).map { entry in
      OutputText.line("\(entry.verdict.rawValue)/\(entry.aspect.rawValue)/\(entry.subject.path)") + "\n"
    }.joined()
  }
}
