import Conformance

/// Tests look for words in English.
extension Sentence {
  func contains(_ words: String) -> Bool { text.contains(words) }
  func hasPrefix(_ words: String) -> Bool { text.hasPrefix(words) }
  func hasSuffix(_ words: String) -> Bool { text.hasSuffix(words) }
}
