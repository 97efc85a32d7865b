import Foundation
import Yams

/// What ``StableJSON`` writes, as YAML: the same fields, sorted, and the same texts, so that one schema describes both.
public enum StableYAML {
  /// The value in that form, with a newline at the end.
  ///
  /// - Throws: What the value throws.
  public static func encode(_ value: some Encodable) throws -> Data {
    try converted(StableJSON.encode(value))
  }

  /// JSON as YAML.
  ///
  /// - Throws: What decoding throws where it is no JSON.
  public static func converted(_ json: Data) throws -> Data {
    let node = try JSONDecoder().decode(JSONTree.self, from: json).node()
    return Data(try Yams.serialize(node: node, allowUnicode: true).utf8)
  }

  /// Any JSON. Yams' own encoder makes times of what are texts in JSON, and numbers that readers of YAML 1.1 take for texts.
  private enum JSONTree: Decodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let found = try? value.decode(Bool.self) {
        self = .boolean(found)
      } else if let found = try? value.decode(Int.self) {
        self = .integer(found)
      } else if let found = try? value.decode(Double.self) {
        self = .number(found)
      } else if let found = try? value.decode(String.self) {
        self = .text(found)
      } else if let found = try? value.decode([JSONTree].self) {
        self = .list(found)
      } else {
        self = .object(try value.decode([String: JSONTree].self))
      }
    }

    func node() throws -> Node {
      switch self {
      case .null: Node("null", Tag(.null))
      case .boolean(let content): Node(content ? "true" : "false", Tag(.bool))
      case .integer(let content): Node("\(content)", Tag(.int))
      case .number(let content): Node(Self.text(of: content), Tag(.float))
      // It is quoted where it would be read as something else.
      case .text(let content): try content.represented()
      case .list(let content): Node(try content.map { try $0.node() }, Tag(.seq))
      case .object(let content):
        Node(
          try content.sorted { $0.key < $1.key }.map { (try $0.key.represented(), try $0.value.node()) }, Tag(.map))
      }
    }

    /// YAML 1.1 wants a point before an exponent.
    private static func text(of number: Double) -> String {
      let text = "\(number)"
      guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
      return text[..<exponent] + ".0" + text[exponent...]
    }
  }
}
