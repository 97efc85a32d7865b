/// A text with placeholders, `{name}`, which are filled in to write a sentence.
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
}
