import Foundation

/// Escaping for GitHub-flavoured Markdown.
///
/// Prose of ours may use `` `code` ``; everything else that Markdown or HTML would read as mark-up is data and escaped.
enum Markdown {
  /// Running text on one line.
  static func text(_ text: String) -> String { spans(OutputText.line(text), pipesInCode: "|") }

  /// A table cell: as text, and pipes are escaped inside code too, where GitHub still takes them for a cell's end.
  static func cell(_ text: String) -> String { spans(OutputText.line(text), pipesInCode: "\\|") }

  /// A code span for one value, with as many backticks as it needs.
  static func code(_ text: String) -> String {
    let text = OutputText.line(text)
    guard !text.isEmpty else { return "" }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + pad + text + pad + fence
  }

  /// A code span for one value inside a table.
  static func codeCell(_ text: String) -> String { code(text).replacingOccurrences(of: "|", with: "\\|") }

  /// A fenced block; the fence is longer than any in the content.
  static func block(_ text: String) -> String {
    let text = OutputText.printable(text)
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    return "\(fence)text\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
  }

  private static func spans(_ text: String, pipesInCode: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // An odd number of backticks, or an empty span, is data rather than mark-up of ours.
    let inner = parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    guard parts.count % 2 == 1, !inner.contains(where: \.isEmpty) else { return escaped(text) }
    return parts.enumerated().map { index, part in
      index % 2 == 0 ? escaped(String(part)) : "`" + part.replacingOccurrences(of: "|", with: pipesInCode) + "`"
    }.joined()
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "_", "|", "[", "]", "~": result += "\\\(character)"
      // A heading or a list would start only at the beginning of a line.
      case "#" where result.isEmpty, "+" where result.isEmpty, "-" where result.isEmpty: result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var current = 0
    for next in text {
      current = next == character ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
