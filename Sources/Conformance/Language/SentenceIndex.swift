import Foundation
import Synchronization

/// What a record's sentences were written from, by their English text: the record's member `sentences`.
public struct SentenceIndex: Sendable, Hashable, Codable {
  /// Under which a decoder's `userInfo` has it.
  public static let key = CodingUserInfoKey(rawValue: "netproof.sentences.read")

  /// The parts of one sentence.
  private struct Parts: Sendable, Hashable, Codable {
    /// The sentence's own words, with ``Sentence/placeholder`` for each argument.
    var template: String
    /// What stands for the placeholders, in order; none where there are none.
    var arguments: [Part]?
  }

  /// What stands for one placeholder: `words`, the same in every language unless `korean` has others, or the texts of
  /// `sentences`, which stand in the index themselves where they have parts, with `separator` between them.
  private struct Part: Sendable, Hashable, Codable {
    var words: String?
    var korean: String?
    var sentences: [String]?
    var separator: String?
  }

  private var parts: [String: Parts] = [:]

  /// An empty index.
  public init() {}

  /// Whether no sentence is in it.
  public var isEmpty: Bool { parts.isEmpty }

  /// Reads the index: an object by text.
  public init(from decoder: any Decoder) throws {
    parts = try decoder.singleValueContainer().decode([String: Parts].self)
  }

  /// Writes the index: an object by text.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(parts)
  }

  /// The index in pieces of at most so many sentences, in the order of an encoder that sorts keys.
  public func pieces(of size: Int) -> some Sequence<SentenceIndex> {
    let texts = parts.keys.sorted()
    return stride(from: 0, to: texts.count, by: size).lazy.map { first in
      var piece = SentenceIndex()
      for text in texts[first..<Swift.min(first + size, texts.count)] { piece.parts[text] = parts[text] }
      return piece
    }
  }

  /// Takes a sentence up, with those in it. Somebody else's words have no parts, and are not taken up.
  mutating func add(_ sentence: Sentence) {
    guard sentence.hasOwnWords else { return }
    let text = sentence.text
    guard parts[text] == nil else { return }
    let arguments = sentence.arguments.map { argument in
      switch argument {
      case .words(let words): return Part(words: words)
      case .translated(let words): return Part(words: words.en, korean: words.ko)
      case .sentence(let inner):
        add(inner)
        return Part(sentences: [inner.text])
      case .list(let inner, let separator):
        inner.forEach { add($0) }
        return Part(sentences: inner.map(\.text), separator: separator)
      }
    }
    parts[text] = Parts(template: sentence.template, arguments: arguments.isEmpty ? nil : arguments)
  }

  /// How deep sentences stand in sentences at most: one that a record says stands in itself comes to an end.
  private static let depth = 8

  /// The sentence with this English text, with its parts; `nil` for one that is not in the index, and for one whose parts do
  /// not give the text, which somebody has changed.
  func sentence(_ text: String) -> Sentence? { sentence(text, depth: Self.depth) }

  private func sentence(_ text: String, depth: Int) -> Sentence? {
    guard depth > 0, let known = parts[text] else { return nil }
    let literals = known.template.components(separatedBy: Sentence.placeholder)
    guard literals.count == (known.arguments?.count ?? 0) + 1 else { return nil }
    func inner(_ text: String) -> Sentence { sentence(text, depth: depth - 1) ?? Sentence(words: text) }
    let arguments = (known.arguments ?? []).map { part -> Sentence.Argument in
      if let words = part.words, let korean = part.korean { return .translated(Translated(en: words, ko: korean)) }
      return switch (part.words, part.sentences) {
      case (nil, let sentences?) where sentences.count == 1 && part.separator == nil: .sentence(inner(sentences[0]))
      case (nil, let sentences?): .list(sentences.map(inner), separator: part.separator ?? "; ")
      case (let words, _): .words(words ?? "")
      }
    }
    let whole = Sentence(literals: literals, arguments: arguments)
    return whole.text == text ? whole : nil
  }
}

/// Collects the parts of the sentences that an encoder writes.
///
/// It is safe to use from several tasks.
public final class SentenceCollector: Sendable {
  /// Under which an encoder's `userInfo` has it.
  public static let key = CodingUserInfoKey(rawValue: "netproof.sentences.written")

  private let found = Mutex(SentenceIndex())

  /// An empty collector.
  public init() {}

  /// The parts of all sentences that were written so far.
  public var index: SentenceIndex { found.withLock { $0 } }

  func add(_ sentence: Sentence) { found.withLock { $0.add(sentence) } }
}
