import Conformance

/// Colours of a terminal; plain text when colour is not wanted.
struct TerminalStyle: Sendable {
  /// Whether escape sequences are written at all.
  var isColoured: Bool

  /// ANSI SGR codes.
  enum Code: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  func paint(_ text: String, _ code: Code) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(code.rawValue)m\(text)\u{1B}[0m" : text
  }

  func paint(_ text: String, _ verdict: Verdict) -> String {
    switch verdict {
    case .conforms: paint(text, .green)
    case .deviates: paint(text, .red)
    case .inconclusive, .unpredicted: paint(text, .yellow)
    case .notApplicable: paint(text, .dim)
    }
  }

  /// A text in lines, its first words painted: after wrapping, which does not know escape sequences.
  func wrapped(_ text: String, painting words: String, _ verdict: Verdict, width: Int) -> [String] {
    var lines = DisplayWidth.wrapped(text, width: width)
    if let first = lines.first, first.hasPrefix(words) {
      lines[0] = paint(words, verdict) + first.dropFirst(words.count)
    }
    return lines
  }

  /// Cases by their verdict; those that conform by failing stand out as an unfit setting does.
  func paint(_ text: String, _ cases: [CaseRecord]) -> String {
    guard let verdict = cases.map(\.verdict).worst else { return text }
    return PathState(cases) == .failsAsPredicted ? paint(text, .bold) : paint(text, verdict)
  }

  func paint(_ text: String, _ fitness: Fitness) -> String {
    switch fitness {
    case .fit: paint(text, .green)
    // An unfit setting that behaves as predicted is no failure of the run: bold, not red.
    case .unfit: paint(text, .bold)
    case .unknown: paint(text, .yellow)
    }
  }
}
