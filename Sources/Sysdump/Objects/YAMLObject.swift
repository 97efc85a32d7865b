import Yams

/// A single object in a text of YAML, or of JSON, which is YAML too.
enum YAMLObject {
  /// Decodes it.
  ///
  /// Objects say by their types what a text is meant to be: that YAML's rules guess at it, by regular expressions for
  /// each word, is left out.
  ///
  /// - Throws: `DecodingError` or Yams' `YamlError` for anything else.
  static func decode<Object: Decodable>(_ type: Object.Type, _ text: String) throws -> Object {
    let parser = try Parser(yaml: text, resolver: .basic)
    return try withExtendedLifetime(parser) {
      try YAMLDecoder().decode(type, from: try parser.singleRoot() ?? "")
    }
  }
}
