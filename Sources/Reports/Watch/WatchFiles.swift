import Conformance
import Foundation

/// The forms of a watch's report.
public enum WatchFormat: String, Sendable, CaseIterable {
  case text
  /// For people, with every path's outages and command.
  case wide
  /// A line per path, for scripts.
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
  ///   - quiet: Whether ``text`` is the verdict alone, in one line.
  public func render(
    _ record: WatchRecord, language: Language = .english, width: Int = 80, coloured: Bool = false,
    quiet: Bool = false
  ) throws -> Data {
    switch self {
    case .text where quiet: Data((WatchText.answer(record, TerminalStyle(isColoured: coloured)) + "\n").utf8)
    case .text: Data(WatchText.render(record, width: width, coloured: coloured).utf8)
    case .wide: Data(WatchText.render(record, width: width, coloured: coloured, isWide: true).utf8)
    case .name: Data(WatchText.names(record).utf8)
    case .markdown: Data(WatchMarkdown.render(record, language: language).utf8)
    case .junit: try WatchJUnit.render(record)
    case .json: try StableJSON.encode(record)
    case .yaml: try StableYAML.encode(record)
    }
  }
}

/// What a watch leaves in a report folder.
public enum WatchFiles {
  private static let files: [(String, WatchFormat)] = [
    ("watch.json", .json), ("watch-junit.xml", .junit), ("watch.md", .markdown),
  ]

  /// Writes `watch.json`, `watch-junit.xml` and `watch.md`, creating the folder if necessary.
  ///
  /// - Returns: The paths that were written.
  /// - Throws: ``ReportWriteError``.
  @discardableResult
  public static func write(
    _ record: WatchRecord, to directory: String, language: Language = .english
  ) throws -> [String] {
    try ReportDirectory.write(
      files.map { name, format in (name, { try format.render(record, language: language) }) }, to: directory)
  }
}
