import Conformance
import Foundation

/// What can explain a case that is not green, for `netproof list --findings`.
enum FindingCatalogue {
  static var output: CommandOutput {
    CommandOutput(document: Document(), text: { text(isWide: false) }, wide: { text(isWide: true) }) {
      FindingCode.allCases.map { "finding/\($0.rawValue)" }
    }
  }

  private static func text(isWide: Bool) -> String {
    let width = FindingCode.allCases.map(\.rawValue.count).max() ?? 0
    let rows = FindingCode.allCases.map { code in
      "  \(code.rawValue)\(String(repeating: " ", count: width - code.rawValue.count + 2))\(code.title)"
        + (isWide ? "  \(code.pagePath)" : "")
    }
    return (["FINDINGS (`netproof list --finding CODE` tells how to confirm and mend one)"] + rows)
      .joined(separator: "\n")
  }

  private struct Document: Encodable {
    var schema = Catalogue.schema
    var findings = FindingCode.allCases.map(Entry.init)
  }

  private struct Entry: Encodable {
    var code: String
    var title: String
    var page: String

    init(_ code: FindingCode) {
      (self.code, title, page) = (code.rawValue, code.title, code.pagePath)
    }
  }

  /// Writes all pages and their index.
  static func write(to folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(FindingCode.indexText.utf8).write(to: folder.appendingPathComponent("README.md"))
      try Data(FindingCode.koreanIndexText.utf8).write(to: folder.appendingPathComponent("README.ko.md"))
      for code in FindingCode.allCases {
        try Data(code.pageText.utf8).write(to: folder.appendingPathComponent("\(code.rawValue).md"))
      }
    } catch {
      throw ConfigurationError(
        "The findings' pages could not be written to \(folder.path): \(error.localizedDescription)",
        remedy: "Name a folder that may be written to")
    }
  }
}
