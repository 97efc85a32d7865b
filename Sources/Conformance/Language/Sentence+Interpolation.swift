extension Sentence: ExpressibleByStringInterpolation {
  /// A sentence without arguments.
  public init(stringLiteral words: String) { self.init(literals: [words], arguments: []) }

  /// A sentence of its parts.
  public init(stringInterpolation parts: StringInterpolation) {
    self.init(literals: parts.literals, arguments: parts.arguments)
  }

  /// Collects a sentence's parts.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var literals = [""]
    fileprivate var arguments: [Argument] = []

    /// An empty sentence.
    public init(literalCapacity: Int, interpolationCount: Int) {
      literals.reserveCapacity(interpolationCount + 1)
      arguments.reserveCapacity(interpolationCount)
    }

    /// Adds words of the sentence's own.
    public mutating func appendLiteral(_ words: String) { literals[literals.count - 1] += words }

    /// Adds a name, an address, a number, or somebody else's words.
    public mutating func appendInterpolation(_ words: some CustomStringConvertible) { append(.words("\(words)")) }

    /// Adds a name, an address, or somebody else's words.
    public mutating func appendInterpolation(_ words: String) { append(.words(words)) }

    /// Adds an error's words; of one that says them as a sentence, that.
    public mutating func appendInterpolation(_ error: any Error) { append(.sentence(Sentence(error))) }

    /// Adds a sentence that each language says in its own words.
    public mutating func appendInterpolation(_ sentence: Sentence) { append(.sentence(sentence)) }

    /// Adds what was seen or is expected, which each language says in its own words.
    public mutating func appendInterpolation(_ outcome: Outcome) { append(.sentence(outcome.sentence)) }

    /// Adds what has its own words in each language already.
    public mutating func appendInterpolation(_ words: Translated) { append(.translated(words)) }

    private mutating func append(_ argument: Argument) {
      arguments.append(argument)
      literals.append("")
    }
  }
}

/// An error that says in a sentence what is wrong, which each language says in its own words.
protocol ErrorWithSentence: Error, CustomStringConvertible {
  /// What is wrong.
  var sentence: Sentence { get }
}

extension ErrorWithSentence {
  /// What is wrong, in English.
  var description: String { sentence.text }
}

extension Sentence {
  /// What an error says.
  init(_ error: any Error) {
    self = (error as? any ErrorWithSentence)?.sentence ?? Sentence(words: String(describing: error))
  }
}
