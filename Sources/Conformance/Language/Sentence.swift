/// A sentence of a report, with its parts: this program's words, and between them what the cluster's facts gave.
///
/// It is written as a string interpolation, and stays taken apart: `"\(device.name) is not selected"` has the template
/// `{} is not selected` and one argument. Every language is written from the template and the arguments; nothing reads
/// a sentence back. What somebody else said (an error of the API server, an agent's output) is a sentence without a
/// template, ``init(words:)``, and the same in every language.
///
/// Two sentences are the same if they say the same in English.
public struct Sentence: Sendable {
  /// What stands between a sentence's own words.
  public enum Argument: Sendable {
    /// A name, an address, a number, or somebody else's words: the same in every language.
    case words(String)
    /// A sentence in the sentence, which each language says in its own words.
    case sentence(Sentence)
    /// What has its own words in each language already, such as a finding's cause.
    case translated(Translated)
    /// Several, with the same separator between them in every language.
    case list([Sentence], separator: String)
  }

  /// The sentence's own words before, between and after the arguments: one more than there are of those.
  private(set) var literals: [String]
  /// What stands between them, in order.
  public private(set) var arguments: [Argument]

  /// Somebody else's words, which no language translates.
  public init(words: String) {
    literals = ["", ""]
    arguments = [.words(words)]
  }

  /// What has its own words in each language already.
  public init(_ words: Translated) {
    literals = ["", ""]
    arguments = [.translated(words)]
  }

  init(literals: [String], arguments: [Argument]) {
    self.literals = literals
    self.arguments = arguments
  }

  /// What stands for an argument in a ``template``.
  public static let placeholder = "{}"

  /// The sentence's own words with ``placeholder`` where the arguments stand: what sentences have in common that differ
  /// in names and values only.
  public var template: String { literals.joined(separator: Self.placeholder) }

  /// The sentence in English.
  public var text: String { written(with: arguments.map { $0.written(in: .english, \.text) }) }

  /// The sentence's own words, as they are, with arguments that are written already.
  public func written(with arguments: [String]) -> String {
    var text = literals[0]
    for (argument, literal) in zip(arguments, literals.dropFirst()) {
      text += argument
      text += literal
    }
    return text
  }

  /// Whether any of its words are this program's.
  var hasOwnWords: Bool { literals.contains { !$0.isEmpty } || arguments.contains(where: \.isSentence) }

  /// Whether it has no words.
  public var isEmpty: Bool { text.isEmpty }
}

extension Sentence.Argument {
  fileprivate var isSentence: Bool {
    switch self {
    case .words: false
    case .sentence, .list, .translated: true
    }
  }

  /// The argument as it stands in a text.
  ///
  /// - Parameters:
  ///   - language: The text's language.
  ///   - inner: How a sentence in the sentence is said in it.
  public func written(in language: Language, _ inner: (Sentence) -> String) -> String {
    switch self {
    case .words(let words): words
    case .translated(let words): words[language]
    case .sentence(let sentence): inner(sentence)
    case .list(let sentences, let separator): sentences.map(inner).joined(separator: separator)
    }
  }
}

extension Sentence: Hashable {
  /// Whether both say the same in English.
  public static func == (one: Sentence, other: Sentence) -> Bool { one.text == other.text }

  /// Hashes the English words.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Sentence: Comparable {
  /// Orders by the English words.
  public static func < (one: Sentence, other: Sentence) -> Bool { one.text < other.text }
}

extension Sentence: CustomStringConvertible {
  /// The sentence in English.
  public var description: String { text }
}

extension Sentence {
  /// Both, one behind the other, as one sentence: for a long one that is written in several lines.
  public static func + (one: Sentence, other: Sentence) -> Sentence {
    Sentence(
      literals: one.literals.dropLast() + [(one.literals.last ?? "") + (other.literals.first ?? "")]
        + other.literals.dropFirst(),
      arguments: one.arguments + other.arguments)
  }
}

extension Sequence<Sentence> {
  /// All, with `separator` between them; a single one stays itself.
  public func joined(separator: String) -> Sentence {
    let all = Array(self)
    guard all.count != 1 else { return all[0] }
    return Sentence(literals: ["", ""], arguments: [.list(all, separator: separator)])
  }
}
