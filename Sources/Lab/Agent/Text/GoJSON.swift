/// A JSON value that keeps the order of its keys and prints as Go's `json.MarshalIndent(value, "", "  ")`.
///
/// Foundation's encoder cannot do it: it writes `"key" : value` and has no stable order but the alphabet, while
/// Cilium's structures print in the order of their declaration.
enum GoJSON: Sendable, Hashable {
  case object([Member])
  case array([GoJSON])
  case string(String)
  case int(Int)
  case unsigned(UInt64)
  case double(Double)
  case bool(Bool)
  case null

  /// One key and its value.
  struct Member: Sendable, Hashable {
    var key: String
    var value: GoJSON
  }

  /// An object whose keys print in alphabetical order, as Go prints maps and Cilium's API models.
  static func sorted(_ members: [String: GoJSON]) -> GoJSON {
    .object(members.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: $0.value) })
  }

  /// The value of a key of an object.
  subscript(key: String) -> GoJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text, without a newline at the end.
  var text: String {
    var output = ""
    write(to: &output, indentation: 0)
    return output
  }

  private func write(to output: inout String, indentation: Int) {
    switch self {
    case .object(let members):
      Self.writeList(members, open: "{", close: "}", to: &output, indentation: indentation) { member, output in
        output += "\(Self.quoted(member.key)): "
        member.value.write(to: &output, indentation: indentation + 1)
      }
    case .array(let values):
      Self.writeList(values, open: "[", close: "]", to: &output, indentation: indentation) { value, output in
        value.write(to: &output, indentation: indentation + 1)
      }
    case .string(let value): output += Self.quoted(value)
    case .int(let value): output += "\(value)"
    case .unsigned(let value): output += "\(value)"
    case .double(let value): output += Self.number(value)
    case .bool(let value): output += value ? "true" : "false"
    case .null: output += "null"
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], open: String, close: String, to output: inout String, indentation: Int,
    element write: (Element, inout String) -> Void
  ) {
    guard !elements.isEmpty else {
      output += open + close
      return
    }
    output += open
    for (index, element) in elements.enumerated() {
      output += (index == 0 ? "\n" : ",\n") + String(repeating: "  ", count: indentation + 1)
      write(element, &output)
    }
    output += "\n" + String(repeating: "  ", count: indentation) + close
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// Go escapes `<`, `>` and `&` too (`<none>` of the ipcache prints as `\u003cnone\u003e`).
  private static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20 || "<>&".unicodeScalars.contains(scalar):
        let hex = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }
}

extension GoJSON: Decodable {
  /// Reads any JSON; the keys of objects come out in alphabetical order.
  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: AnyKey.self) {
      var members: [String: GoJSON] = [:]
      for key in keyed.allKeys { members[key.stringValue] = try keyed.decode(GoJSON.self, forKey: key) }
      self = .sorted(members)
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [GoJSON] = []
      while !list.isAtEnd { values.append(try list.decode(GoJSON.self)) }
      self = .array(values)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        self = .null
      } else if let value = try? single.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? single.decode(Int.self) {
        self = .int(value)
      } else if let value = try? single.decode(UInt64.self) {
        self = .unsigned(value)
      } else if let value = try? single.decode(Double.self) {
        self = .double(value)
      } else {
        self = .string(try single.decode(String.self))
      }
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension GoJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int) { self = .int(value) }
}

extension GoJSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(arrayLiteral elements: GoJSON...) { self = .array(elements) }
  /// An object whose keys keep the order of the literal.
  init(dictionaryLiteral elements: (String, GoJSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
