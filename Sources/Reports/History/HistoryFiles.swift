import Conformance
import Foundation

/// The forms of a history.
public enum HistoryFormat: String, Sendable, CaseIterable {
  case text
  /// For people, with the record of every run.
  case wide
  /// A line per case that is not steady, for scripts.
  case name
  case markdown
  case svg
  case json
  case yaml

  /// Whether the language makes a difference.
  public var isTranslated: Bool { self == .markdown || self == .svg }

  /// The history in this form.
  ///
  /// - Parameters:
  ///   - language: That of ``markdown`` and ``svg``.
  ///   - limit: How many runs tables and drawings show, the youngest.
  ///   - width: The terminal's width in columns, for ``text``.
  ///   - coloured: Whether to write ANSI colours, for ``text``.
  public func render(
    _ history: History, limit: Int, language: Language = .english, width: Int = 80, coloured: Bool = false
  ) throws -> Data {
    switch self {
    case .text: Data(HistoryText.render(history, limit: limit, width: width, coloured: coloured).utf8)
    case .wide:
      Data(HistoryText.render(history, limit: limit, width: width, coloured: coloured, isWide: true).utf8)
    case .name: Data(HistoryText.names(history).utf8)
    case .markdown: Data(HistoryMarkdown.render(history, limit: limit, language: language).utf8)
    case .svg: Data(HistorySVG.render(history, limit: limit, language: language).utf8)
    case .json: try StableJSON.encode(history)
    case .yaml: try StableYAML.encode(history)
    }
  }
}

/// What a history leaves in a report folder.
public enum HistoryFiles {
  private static let files: [(String, HistoryFormat)] = [
    ("history.json", .json), ("history.md", .markdown), ("history.svg", .svg),
  ]

  /// Writes `history.json`, `history.md` and `history.svg`, creating the folder if necessary.
  ///
  /// - Returns: The paths that were written.
  /// - Throws: ``ReportWriteError``.
  @discardableResult
  public static func write(
    _ history: History, limit: Int, to directory: String, language: Language = .english
  ) throws -> [String] {
    try ReportDirectory.write(
      files.map { name, format in (name, { try format.render(history, limit: limit, language: language) }) },
      to: directory)
  }
}
