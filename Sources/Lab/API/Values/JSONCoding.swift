import Foundation

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([String: JSONValue].self) {
      self = .object(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .int(value)
    } else {
      self = .double(try container.decode(Double.self))
    }
  }

  /// Reads a JSON text.
  init(parsing data: Data) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: data)
  }

  /// Reads a JSON text.
  init(parsing text: String) throws {
    try self.init(parsing: Data(text.utf8))
  }
}

extension JSONValue {
  /// The compact JSON text, members in the order of the API server (`kind`, `apiVersion`, `metadata`, … as in the
  /// recordings), the others by name.
  var serialized: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .double(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quote(value, into: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      // A Status says the message before the reason, its causes the other way round.
      let ordered = members.sorted { Self.isOrdered($0.key, before: $1.key, cause: members["metadata"] == nil) }
      for (index, member) in ordered.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, into: &text)
        text += ":"
        member.value.write(into: &text)
      }
      text += "}"
    }
  }

  /// The order in which Go's API types list their first and last members.
  private static let rank: [String: Int] = [
    "type": 0, "object": 1, "kind": 1, "apiVersion": 2, "metadata": 3, "columnDefinitions": 4, "spec": 5, "status": 6,
    "message": 11, "reason": 12, "details": 13, "code": 14, "retryAfterSeconds": 15, "name": 0, "namespace": 1,
    "uid": 4, "resourceVersion": 5, "causes": 14, "field": 13,
  ]

  private static func isOrdered(_ left: String, before right: String, cause: Bool) -> Bool {
    var (leftRank, rightRank) = (rank[left] ?? 7, rank[right] ?? 7)
    if cause, left == "reason" { leftRank = 10 }
    if cause, right == "reason" { rightRank = 10 }
    return leftRank == rightRank ? left < right : leftRank < rightRank
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
