import Conformance
import Foundation

/// Texts from a cluster are data: they must not steer a terminal or break a document.
enum OutputText {
  /// Characters that XML 1.0 forbids, even escaped (https://www.w3.org/TR/xml/#charsets), are taken out.
  /// Markdown and terminals do not want them either.
  static func printable(_ text: String) -> String {
    guard !text.unicodeScalars.allSatisfy(isAllowed) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter(isAllowed)))
  }

  /// One line without control characters.
  static func line(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count > 1 else { return printable(lines.first.map(String.init) ?? "") }
    return lines.map { printable(String($0)).trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The sentence in English, without what XML forbids.
  static func printable(_ sentence: Sentence) -> String { printable(sentence.text) }

  /// The sentence in English, in one line.
  static func line(_ sentence: Sentence) -> String { line(sentence.text) }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA: true
    // A carriage return is allowed, but parsers turn it into a newline, and terminals overwrite the line.
    case 0xD: false
    case 0x20...0x7E: true
    // C1 controls are allowed but discouraged; 0x9B starts an escape sequence on some terminals.
    case 0xA0...0xD7FF, 0xE000...0xFFFD: true
    case 0x10000...0x10FFFF: true
    default: false
    }
  }
}
