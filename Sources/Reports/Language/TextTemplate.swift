/// A text with placeholders, `{name}`: filled in to write a sentence, or matched to recognise one.
struct TextTemplate: Sendable, Hashable {
  /// Literal text before, between and after the placeholders: always one more than there are of those.
  let literals: [Substring]
  /// The placeholders' names, in order.
  let names: [Substring]

  init(_ text: String) {
    var literals: [Substring] = []
    var names: [Substring] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      literals.append(rest[..<open])
      names.append(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
    }
    self.literals = literals + [rest]
    self.names = names
  }

  /// The text with a value for every placeholder; one without a value stays as it is, for a test to find.
  func filled(_ value: (String) -> String?) -> String {
    var text = String(literals[0])
    for (name, literal) in zip(names, literals.dropFirst()) {
      text += value(String(name)) ?? "{\(name)}"
      text += literal
    }
    return text
  }

  /// How much literal text there is: the more, the more a match says.
  var weight: Int { literals.reduce(0) { $0 + $1.count } }

  /// The placeholders' values if `text` is this template filled in; values are as short as they can be, and not empty.
  func values(in text: String) -> [String: String]? {
    guard let first = literals.first, text.hasPrefix(first) else { return nil }
    var rest = text.dropFirst(first.count)
    guard !names.isEmpty else { return rest.isEmpty ? [:] : nil }
    var values: [String: String] = [:]
    for (index, (name, literal)) in zip(names, literals.dropFirst()).enumerated() {
      let value: Substring
      if index == names.count - 1 {
        guard rest.hasSuffix(literal), rest.count > literal.count else { return nil }
        value = rest.dropLast(literal.count)
      } else {
        guard let found = rest.dropFirst().firstRange(of: literal) else { return nil }
        value = rest[..<found.lowerBound]
        rest = rest[found.upperBound...]
      }
      values[String(name)] = String(value)
    }
    return values
  }
}
