/// Our own prose has `code` in it; in HTML that becomes elements.
enum HTMLText {
  /// A stretch of text that is code, or is not; exactly one of them is there. Mustache looks for a missing one in what
  /// is around it, so nothing else in a template may have these names.
  struct Span: Hashable {
    var spanText: String?
    var spanCode: String?
  }

  /// A text of its own.
  struct Line: Hashable {
    var spans: [Span]

    init(_ text: String) { spans = HTMLText.spans(text) }
  }

  /// The text in spans. A backtick without its fellow is data.
  static func spans(_ text: String) -> [Span] {
    let parts = OutputText.line(text).split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    guard parts.count % 2 == 1 else { return [Span(spanText: text)] }
    return parts.enumerated().compactMap { index, part in
      if part.isEmpty { return nil }
      return index % 2 == 0 ? Span(spanText: part) : Span(spanCode: part)
    }
  }
}
