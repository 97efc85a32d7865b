import Synchronization

/// The record's own sentences in other languages.
///
/// Rules and verdicts say their reasons in English, with the cluster's names and addresses in them, and the
/// record keeps them so: it stays readable by itself, whoever wrote it. Here each such sentence has its pattern, with
/// placeholders where the cluster's own words stand. A sentence is recognised by its pattern, the words are carried
/// over, and what stands in a placeholder whose name begins with `reason` is a sentence again. A sentence that no
/// pattern knows stays English: text from a cluster or of another version. Tests derive every sentence that the rules
/// can say, and fail when one is not known here. Findings are none of it: theirs are written from values.
enum SentenceMemory {
  /// A sentence with its translation; both have the same placeholders.
  struct Entry: Sendable {
    let english: TextTemplate
    let korean: TextTemplate

    init(_ english: String, _ korean: String) {
      self.english = TextTemplate(english)
      self.korean = TextTemplate(korean)
    }
  }

  /// All sentences; the most telling patterns first, so that a general one never takes a particular one's place.
  static let entries: [Entry] =
    [
      outcomes, verdicts, paths, native, names, settings, claims, run, packets, captureGaps, leftOut, notes,
      notMeasured, gate, watch, health,
    ].flatMap(\.self).sorted { $0.english.weight > $1.english.weight }

  /// The sentence in Korean, or `nil` when no pattern knows it. Several sentences with semicolons between them are
  /// known when each is.
  static func korean(_ sentence: String) -> String? {
    if let known = recognise(sentence) { return known.text }
    // A sentence may hold a semicolon itself, so every place is tried; a text with many is no sentence of ours.
    for separator in sentence.ranges(of: "; ").prefix(6) {
      guard let first = recognise(String(sentence[..<separator.lowerBound])),
        let rest = korean(String(sentence[separator.upperBound...]))
      else { continue }
      return "\(first.text); \(rest)"
    }
    return nil
  }

  /// The pattern that knows a sentence: what two sentences have in common that differ only in names and values.
  static func pattern(_ sentence: String) -> TextTemplate? { recognise(sentence)?.pattern }

  private static func recognise(_ sentence: String) -> (pattern: TextTemplate, text: String)? {
    for entry in entries {
      guard let values = entry.english.values(in: sentence), values.allSatisfy(fits) else { continue }
      var isKnown = true
      let text = entry.korean.filled { name in
        guard let value = values[name] else { return nil }
        guard name.hasPrefix("reason") else { return value }
        guard let reason = korean(value) else {
          isKnown = false
          return value
        }
        return reason
      }
      // Where an inner sentence is unknown, another way to take the whole apart may fit.
      if isKnown { return (entry.english, text) }
    }
    return nil
  }

  /// Placeholders for words that may be anything: an error's text, a list.
  private static let free: Set<String> = [
    "problem", "detail", "seen", "expected", "others", "filter", "nodes", "summary", "source", "namespaces", "fault",
    "omitted", "outcome", "packet", "command", "limit", "file", "time",
  ]

  /// A name, an address or a number is one word; otherwise a pattern would take the beginning or the end of another
  /// sentence for it.
  private static func fits(_ name: String, _ value: String) -> Bool {
    name.hasPrefix("reason") || free.contains(name) || !value.contains(where: \.isWhitespace)
  }
}

extension Localizer {
  /// One of the record's sentences in this language; one that is not known stays as it is.
  func sentence(_ text: String) -> String {
    guard language == .korean, !text.isEmpty else { return text }
    if let known = SentenceMemory.korean(text) { return known }
    // Several sentences in one: what is known is said in the language, the rest stays.
    let parts = text.components(separatedBy: "; ")
    guard parts.count > 1 else { return text }
    return parts.map { SentenceMemory.korean($0) ?? $0 }.joined(separator: "; ")
  }
}
