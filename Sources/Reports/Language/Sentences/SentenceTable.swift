import Conformance

/// This program's sentences in other languages, by their templates.
///
/// A ``Conformance/Sentence`` is kept as it was made: its own words, and between them what the cluster's facts gave. An
/// entry has the same words in another language, with a name for each argument so that they may stand in another order.
/// Nothing is recognised: a sentence whose template is not here stays English. A test derives every sentence that the
/// rules can say and reads those of the sources, and fails when one has no entry. Findings are none of it: their words
/// stand beside their values.
enum SentenceTable {
  /// A sentence in both languages; both have the same placeholders, each once in English.
  struct Entry: Sendable {
    let english: TextTemplate
    let korean: TextTemplate

    init(_ english: String, _ korean: String) {
      self.english = TextTemplate(english)
      self.korean = TextTemplate(korean)
    }

    /// The template of the sentences that it is for.
    var template: String { english.literals.joined(separator: Sentence.placeholder) }
  }

  /// All sentences.
  static let entries: [Entry] =
    [
      outcomes, verdicts, paths, native, names, settings, claims, run, packets, captureGaps, leftOut, notes,
      notMeasured, gate, watch, health,
    ].flatMap(\.self)

  private static let byTemplate = Dictionary(
    entries.map { ($0.template, $0) }, uniquingKeysWith: { first, _ in first })

  /// The sentence in Korean; words that have no entry stay English.
  static func korean(_ sentence: Sentence) -> String { said(sentence) { _ in } }

  /// The templates without an entry in a sentence and those in it; none where all of it can be said in Korean.
  static func missing(in sentence: Sentence) -> [String] {
    var missing: [String] = []
    _ = said(sentence) { missing.append($0) }
    return missing
  }

  private static func said(_ sentence: Sentence, _ miss: (String) -> Void) -> String {
    let arguments = sentence.arguments.map { argument in
      argument.written(in: .korean) { inner in said(inner, miss) }
    }
    let template = sentence.template
    if let entry = byTemplate[template] {
      let values = Dictionary(
        zip(entry.english.names.map(String.init), arguments), uniquingKeysWith: { first, _ in first })
      return entry.korean.filled { values[$0] }
    }
    // Only signs between the arguments: the same in every language.
    if template.contains(where: \.isLetter) { miss(template) }
    return sentence.written(with: arguments)
  }
}

extension Localizer {
  /// One of the record's sentences in this language.
  func sentence(_ sentence: Sentence) -> String {
    switch language {
    case .english: sentence.text
    case .korean: SentenceTable.korean(sentence)
    }
  }
}
