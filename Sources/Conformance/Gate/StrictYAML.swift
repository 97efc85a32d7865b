import Yams

/// A YAML file of the user's that says something that is not understood.
public struct YAMLInputError: Error, Hashable, CustomStringConvertible {
  /// The file's name.
  public var file: String
  /// The line, from 1; `nil` where the parser does not tell it.
  public var line: Int?
  /// What is wrong, and what is understood instead.
  public var problem: String

  /// `policy.yaml:7: unknown key "expire"; known are …`
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}

/// A mapping of a YAML file in which every key has to be known. Nothing that a user wrote is silently without effect.
struct StrictMapping {
  private let file: String
  private let mark: Mark?
  private var values: [String: Node] = [:]

  /// Reads a mapping.
  ///
  /// - Throws: ``YAMLInputError`` for something else than a mapping and for unknown or repeated keys.
  init(_ node: Node, file: String, what: String, keys: [String]) throws {
    self.file = file
    mark = node.mark
    guard case .mapping(let mapping) = node else {
      throw YAMLInputError(file: file, line: node.mark?.line, problem: "\(what) has to be a mapping of keys to values")
    }
    for (key, value) in mapping {
      guard let name = key.string, keys.contains(name) else {
        throw YAMLInputError(
          file: file, line: key.mark?.line,
          problem: "unknown key “\(key.string ?? "?")” in \(what); known are \(keys.joined(separator: ", "))")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw YAMLInputError(file: file, line: key.mark?.line, problem: "“\(name)” is given twice in \(what)")
      }
    }
  }

  /// Reads a whole document; an empty one has no keys.
  static func document(_ text: String, file: String, what: String, keys: [String]) throws -> StrictMapping? {
    do {
      guard let node = try Yams.compose(yaml: text) else { return nil }
      return try StrictMapping(node, file: file, what: what, keys: keys)
    } catch let error as YamlError {
      throw YAMLInputError(error, file: file)
    }
  }

  /// A problem with this mapping as a whole.
  func error(_ problem: String) -> YAMLInputError { YAMLInputError(file: file, line: mark?.line, problem: problem) }

  /// A problem with one value.
  func error(_ key: String, _ problem: String) -> YAMLInputError {
    YAMLInputError(file: file, line: values[key]?.mark?.line ?? mark?.line, problem: "“\(key)” \(problem)")
  }

  /// The names of the keys that are given.
  var keys: [String] { values.keys.sorted() }

  func text(_ key: String) throws -> String? {
    guard let value = values[key] else { return nil }
    guard case .scalar(let scalar) = value, !scalar.string.isEmpty, value.null == nil else {
      throw error(key, "has to be a text")
    }
    return scalar.string
  }

  func number(_ key: String) throws -> Double? {
    guard let text = try text(key) else { return nil }
    guard let number = Double(text), number.isFinite, number >= 0 else {
      throw error(key, "has to be a number that is not negative, not “\(text)”")
    }
    return number
  }

  /// One of an enumeration's names.
  func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: Value.Type) throws -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(key, "cannot be “\(text)”; known are \(known)")
    }
    return value
  }

  func mapping(_ key: String, keys: [String]) throws -> StrictMapping? {
    try values[key].map { try StrictMapping($0, file: file, what: "“\(key)”", keys: keys) }
  }

  func list(_ key: String, of keys: [String]) throws -> [StrictMapping] {
    guard let value = values[key] else { return [] }
    guard case .sequence(let sequence) = value else { throw error(key, "has to be a list") }
    return try sequence.map { try StrictMapping($0, file: file, what: "an entry of “\(key)”", keys: keys) }
  }
}

extension YAMLInputError {
  fileprivate init(_ error: YamlError, file: String) {
    self.file = file
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.line = mark.line
      self.problem = "this is not YAML: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      self.line = context.mark.line
      self.problem = "given twice: \(duplicates.sorted().joined(separator: ", "))"
    default:
      self.line = nil
      self.problem = "this is not YAML: \(error)"
    }
  }
}
