import Conformance
import Foundation

/// The forms of a gate's report.
public enum GateFormat: String, Sendable, CaseIterable {
  case text
  /// For people, with the unchanged facts and phases that the text leaves out.
  case wide
  /// A line per difference, for scripts.
  case name
  case markdown
  case junit
  case json
  case yaml

  /// Whether the language makes a difference.
  public var isTranslated: Bool { self == .markdown }

  /// The report in this form.
  ///
  /// - Parameters:
  ///   - language: That of ``markdown``.
  ///   - width: The terminal's width in columns, for ``text``.
  ///   - coloured: Whether to write ANSI colours, for ``text``.
  ///   - quiet: Whether ``text`` is the decision alone, in one line.
  public func render(
    _ report: GateReport, language: Language = .english, width: Int = 80, coloured: Bool = false,
    quiet: Bool = false
  ) throws -> Data {
    switch self {
    case .text where quiet: Data(GateText.answer(report, coloured: coloured).utf8)
    case .text: Data(GateText.render(report, width: width, coloured: coloured).utf8)
    case .wide: Data(GateText.render(report, width: width, coloured: coloured, isWide: true).utf8)
    case .name: Data(GateText.names(report).utf8)
    case .markdown: Data(GateMarkdown.render(report, language: language).utf8)
    case .junit: try GateJUnit.render(report)
    case .json: try GateJSON.render(report)
    case .yaml: try StableYAML.encode(report)
    }
  }
}

/// What a gate leaves in a report folder.
public enum GateFiles {
  private static let files: [(String, GateFormat)] = [
    ("gate.json", .json), ("gate-junit.xml", .junit), ("gate.md", .markdown),
  ]

  /// Writes `gate.json`, `gate-junit.xml` and `gate.md`, creating the folder if necessary.
  ///
  /// - Returns: The paths that were written.
  /// - Throws: ``ReportWriteError``.
  @discardableResult
  public static func write(
    _ report: GateReport, to directory: String, language: Language = .english
  ) throws -> [String] {
    try ReportDirectory.write(
      files.map { name, format in (name, { try format.render(report, language: language) }) }, to: directory)
  }
}
