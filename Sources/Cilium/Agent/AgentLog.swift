/// The end of an agent's log, where it says why it ended.
public enum AgentLog {
  /// More of a message than this many characters is cut.
  static let longest = 600

  /// The fatal message among lines in logfmt (`level=fatal msg="…" error="…"`, as logrus up to 1.17 and slog since write
  /// them), else the last error, else the last line; `nil` where nothing was said.
  ///
  /// A log that is cut at its beginning, as kubelet cuts it for the container's state, begins within a line.
  public static func fatalMessage(in text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains { !$0.isWhitespace } }
    func last(_ words: [String]) -> Substring? {
      lines.last { line in
        let lower = line.lowercased()
        return words.contains { lower.contains($0) }
      }
    }
    let line = last(["level=fatal", "level=panic", "panic: "]) ?? last(["level=error"]) ?? lines.last
    return line.map { message(of: $0) }
  }

  private static func message(of line: Substring) -> String {
    let parts = ["msg", "error", "err"].compactMap { value(of: $0, in: line) }
    let text = parts.isEmpty ? String(line) : parts.joined(separator: ": ")
    let clean = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return clean.count > longest ? clean.prefix(longest) + "…" : clean
  }

  /// The value of a key: a word, or Go's quoted text.
  private static func value(of key: String, in line: Substring) -> String? {
    guard let start = line.ranges(of: "\(key)=").first(where: { isKey($0, in: line) })?.upperBound else { return nil }
    let rest = line[start...]
    guard rest.first == "\"" else {
      let word = rest.prefix { !$0.isWhitespace }
      return word.isEmpty ? nil : String(word)
    }
    var text = ""
    var isEscaped = false
    for character in rest.dropFirst() {
      if isEscaped {
        text.append(character == "n" || character == "t" ? " " : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        text.append(character)
      }
    }
    return text.isEmpty ? nil : text
  }

  private static func isKey(_ range: Range<Substring.Index>, in line: Substring) -> Bool {
    range.lowerBound == line.startIndex || line[line.index(before: range.lowerBound)] == " "
  }
}
