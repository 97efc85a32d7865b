/// Raw evidence can be a NAT table of 60 MB; reports carry its head and its tail and say what is missing.
enum BoundedText {
  /// At most `limit` characters, the last of them `…` where something was cut.
  static func ellipsis(_ text: String, limit: Int) -> String {
    text.count > limit ? text.prefix(limit - 1) + "…" : text
  }

  /// At most about `limit` characters of `text`: two thirds from its start, one third from its end.
  static func cut(_ text: String, limit: Int, _ localizer: Localizer = .english) -> String {
    guard text.count > limit else { return text }
    let head = text.prefix(limit * 2 / 3)
    let tail = text.suffix(limit / 3)
    let left = text.count - head.count - tail.count
    return "\(head)\n… \(localizer(ReportPhrase.charactersLeftOut, ["count": String(left)])) …\n\(tail)"
  }
}
