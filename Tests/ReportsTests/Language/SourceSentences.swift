import Conformance
import Foundation

/// The sentences that a Swift file says: its string literals, with ``Conformance/Sentence/placeholder`` in place of what
/// is interpolated: the templates of the sentences.
///
/// A reader of literals, not of Swift: it knows comments, `+` between literals, multi-line literals and interpolations
/// that hold literals themselves. That suffices to notice a sentence that nobody has translated.
struct SourceSentences {
  private static let filler = Sentence.placeholder
  private let source: [Character]
  private var place = 0
  private(set) var all: [String] = []

  /// All sentences of a file: texts with a blank in them.
  static func read(_ file: URL) throws -> [String] { try all(file).filter { $0.contains(" ") } }

  /// All texts of a file.
  static func all(_ file: URL) throws -> [String] {
    var reader = SourceSentences(Array(try String(contentsOf: file, encoding: .utf8)))
    reader.read()
    return reader.all.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  private init(_ source: [Character]) { self.source = source }

  private mutating func read() {
    while place < source.count {
      if starts("//") {
        while place < source.count, !source[place].isNewline { place += 1 }
      } else if starts("\"") {
        all.append(chain())
      } else {
        place += 1
      }
    }
  }

  private func starts(_ text: String) -> Bool { source[place...].starts(with: text) }

  /// Literals with `+` between them; anything else behind a `+` is interpolated.
  private mutating func chain() -> String {
    var text = literal()
    while true {
      let before = place
      skipBlanks()
      guard place < source.count, source[place] == "+" else {
        place = before
        return text
      }
      place += 1
      skipBlanks()
      guard place < source.count, starts("\"") else { return text + Self.filler }
      text += literal()
    }
  }

  private mutating func skipBlanks() {
    while place < source.count, source[place].isWhitespace { place += 1 }
  }

  private mutating func literal() -> String {
    let quote = starts("\"\"\"") ? "\"\"\"" : "\""
    place += quote.count
    var text = ""
    while place < source.count, !starts(quote) {
      if starts("\\(") {
        place += 2
        skipInterpolation()
        text += Self.filler
      } else if source[place] == "\\", place + 1 < source.count {
        place += 1
        // A backslash at the end of a line joins it with the next one, without that one's indentation.
        if source[place].isNewline { skipBlanks() } else { step(into: &text) }
      } else {
        step(into: &text)
      }
    }
    place += quote.count
    return text
  }

  private mutating func step(into text: inout String) {
    text.append(source[place])
    place += 1
  }

  private mutating func skipInterpolation() {
    var depth = 1
    while place < source.count, depth > 0 {
      switch source[place] {
      case "\"": all.append(literal())
      case "(":
        depth += 1
        place += 1
      case ")":
        depth -= 1
        place += 1
      default: place += 1
      }
    }
  }
}
