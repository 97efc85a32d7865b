import Foundation

/// A POSIX extended regular expression, as `grep -E` takes it (`regex(3)`).
final class ExtendedExpression {
  private var compiled = regex_t()

  /// - Throws: ``LabError`` with the library's words for what is none.
  init(_ pattern: String) throws {
    let code = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB)
    guard code != 0 else { return }
    var words = [CChar](repeating: 0, count: 256)
    let length = regerror(code, &compiled, &words, words.count)
    let text = words.prefix(max(0, min(length, words.count) - 1)).map { UInt8(bitPattern: $0) }
    // What was not compiled must not be freed.
    compiled = regex_t()
    throw LabError("\(pattern) is no extended regular expression: \(String(decoding: text, as: UTF8.self))")
  }

  deinit { regfree(&compiled) }

  /// Whether it is found anywhere in a line.
  func matches(_ line: String) -> Bool { regexec(&compiled, line, 0, nil, 0) == 0 }
}
