/// Cuts a Markdown document to a size without leaving anything open.
enum MarkdownCut {
  /// The beginning of `text`, whole lines only, with code fences and `<details>` closed and a note on the cut.
  ///
  /// - Parameters:
  ///   - limit: In bytes. One too small even for the note is not kept: a cut must be stated.
  ///   - whole: The size of the uncut document, for the note.
  static func cut(_ text: String, to limit: Int, of whole: Int, _ localizer: Localizer) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var kept: [Substring] = []
    var used = 0
    var fence: Substring?
    var open = 0
    // Reserved for the note, a fence and the closing tags; the note's numbers have at most as many digits as `whole`.
    let reserve = note(localizer, left: whole, whole: whole, limit: limit).utf8.count + 64
    for line in lines {
      let closing = open * "\n</details>\n".utf8.count + (fence?.utf8.count ?? 0)
      guard used + line.utf8.count + 1 + closing + reserve <= limit else { break }
      kept.append(line)
      used += line.utf8.count + 1
      if let opened = fence {
        if line == opened { fence = nil }
      } else if line.hasPrefix("```") {
        fence = line.prefix { $0 == "`" }
      } else if line == "<details>" {
        open += 1
      } else if line == "</details>" {
        open -= 1
      }
    }
    var result = kept.joined(separator: "\n")
    if let fence { result += "\n\(fence)" }
    result += String(repeating: "\n\n</details>", count: open)
    return result + "\n\n" + note(localizer, left: whole - used, whole: whole, limit: limit) + "\n"
  }

  private static func note(_ localizer: Localizer, left: Int, whole: Int, limit: Int) -> String {
    "> [!NOTE]\n> "
      + localizer(ReportPhrase.cut, ["left": String(left), "all": String(whole), "limit": String(limit)])
  }
}
