/// In a record a sentence is its English text. What it was written from stands once, in the record's `sentences`
/// (``SentenceIndex``), so that a report in another language can be written from the record alone.
extension Sentence: Codable {
  /// Reads a sentence. Its parts are those that the decoder's ``SentenceIndex`` has for the text; without one, as in
  /// older records, it is somebody else's words.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    let index = SentenceIndex.key.flatMap { decoder.userInfo[$0] as? SentenceIndex }
    self = index?.sentence(text) ?? Sentence(words: text)
  }

  /// Writes the English text, and tells the encoder's ``SentenceCollector``, if there is one, of the parts.
  public func encode(to encoder: any Encoder) throws {
    SentenceCollector.key.flatMap { encoder.userInfo[$0] as? SentenceCollector }?.add(self)
    var value = encoder.singleValueContainer()
    try value.encode(text)
  }
}
