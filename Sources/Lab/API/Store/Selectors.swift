/// A label selector in its text form (`app=web,tier!=db,env in (a,b),!canary`) or as an object's `selector`.
struct LabelSelector: Sendable, Hashable {
  var requirements: [Requirement] = []

  /// One term of a selector.
  enum Requirement: Sendable, Hashable {
    case isIn(String, [String])
    case isNotIn(String, [String])
    case exists(String)
    case absent(String)
  }

  /// Selects everything.
  static let everything = LabelSelector()

  /// Exactly these labels, as a Service's `spec.selector`.
  init(matching labels: [String: String] = [:]) {
    requirements = labels.sorted { $0.key < $1.key }.map { .isIn($0.key, [$0.value]) }
  }

  /// `matchLabels` and `matchExpressions`.
  init(_ json: JSONValue) {
    self.init(matching: json["matchLabels"].strings)
    for expression in json["matchExpressions"].array {
      guard let key = expression["key"].string else { continue }
      let values = expression["values"].array.compactMap(\.string)
      switch expression["operator"].string {
      case "In": requirements.append(.isIn(key, values))
      case "NotIn": requirements.append(.isNotIn(key, values))
      case "Exists": requirements.append(.exists(key))
      case "DoesNotExist": requirements.append(.absent(key))
      default: break
      }
    }
  }

  /// Reads the text form; throws the API server's 400.
  init(parsing text: String) throws(APIStatus) {
    for term in Self.terms(of: text) {
      requirements.append(try Self.requirement(term))
    }
  }

  /// Whether an object with these labels is selected.
  func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .isIn(let key, let values): labels[key].map(values.contains) ?? false
      case .isNotIn(let key, let values): !(labels[key].map(values.contains) ?? false)
      case .exists(let key): labels[key] != nil
      case .absent(let key): labels[key] == nil
      }
    }
  }

  /// Splits at commas outside parentheses.
  private static func terms(of text: String) -> [String] {
    var terms: [String] = []
    var current = ""
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        terms.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    terms.append(current)
    return terms.map(\.trimmed).filter { !$0.isEmpty }
  }

  private static func requirement(_ term: String) throws(APIStatus) -> Requirement {
    if term.hasPrefix("!") {
      return .absent(try key(String(term.dropFirst())))
    }
    for (symbol, negated) in [("!=", true), ("==", false), ("=", false)] {
      guard let range = term.firstRange(of: symbol) else { continue }
      let name = try key(String(term[..<range.lowerBound]))
      let value = String(term[range.upperBound...]).trimmed
      return negated ? .isNotIn(name, [value]) : .isIn(name, [value])
    }
    if let open = term.firstIndex(of: "("), term.hasSuffix(")") {
      let words = term[..<open].split(separator: " ").map(String.init)
      let values = term[term.index(after: open)...].dropLast().split(separator: ",").map { String($0).trimmed }
      if words.count == 2, words[1] == "in" { return .isIn(try key(words[0]), values) }
      if words.count == 2, words[1] == "notin" { return .isNotIn(try key(words[0]), values) }
      throw .badRequest("unable to parse requirement: found '\(words.last ?? "(")', expected: in, notin, =, ==, !=")
    }
    return .exists(try key(term))
  }

  private static func key(_ text: String) throws(APIStatus) -> String {
    let key = text.trimmed
    guard let first = key.first else {
      throw .badRequest("unable to parse requirement: found '', expected: identifier")
    }
    guard key.allSatisfy({ $0.isLetter || $0.isNumber || "-_./".contains($0) }) else {
      let found = first == "!" ? "!" : key
      throw .badRequest("unable to parse requirement: found '\(found)', expected: identifier")
    }
    return key
  }
}

/// A field selector (`metadata.name=x,status.phase!=Running`).
struct FieldSelector: Sendable, Hashable {
  var terms: [Term] = []

  /// One comparison of a field.
  struct Term: Sendable, Hashable {
    var path: String
    var value: String
    var negated: Bool
  }

  /// Selects everything.
  static let everything = FieldSelector()

  init() {}

  /// Reads the text form; fields outside `supported` are a 400, as with the API server.
  init(parsing text: String, supported: Set<String>) throws(APIStatus) {
    for term in text.split(separator: ",").map({ String($0).trimmed }) where !term.isEmpty {
      var found: Term?
      for (symbol, negated) in [("!=", true), ("==", false), ("=", false)] where found == nil {
        if let range = term.firstRange(of: symbol) {
          found = Term(
            path: String(term[..<range.lowerBound]), value: String(term[range.upperBound...]), negated: negated)
        }
      }
      guard let found else {
        throw .badRequest("invalid selector: '\(text)'; can't understand '\(term)'")
      }
      guard supported.contains(found.path) else {
        throw .badRequest("field label not supported: \(found.path)")
      }
      terms.append(found)
    }
  }

  /// Whether the object is selected. An absent field compares as the empty string.
  func matches(_ object: JSONValue) -> Bool {
    terms.allSatisfy { term in
      let value = object.value(at: term.path)
      let text =
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        default: ""
        }
      return (text == term.value) != term.negated
    }
  }
}

extension String {
  /// Without spaces at both ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
