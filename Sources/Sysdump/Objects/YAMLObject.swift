import Yams

/// A single object in a file of YAML, or of JSON, which is YAML too.
enum YAMLObject {
  static func decode<Object: Decodable>(_ type: Object.Type, _ text: String) throws -> Object {
    try YAMLDecoder().decode(type, from: text)
  }
}
