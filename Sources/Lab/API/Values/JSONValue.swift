import Foundation

/// A JSON value. The API facade keeps its objects as values, so that fields it knows nothing of survive.
enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .int(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

extension JSONValue {
  /// The string, if it is one.
  var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The integer, if it is one.
  var int: Int? { if case .int(let value) = self { value } else { nil } }
  /// The truth value, if it is one.
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements of an array; none for anything else.
  var array: [JSONValue] { if case .array(let value) = self { value } else { [] } }
  /// The members of an object; none for anything else.
  var object: [String: JSONValue] { if case .object(let value) = self { value } else { [:] } }
  /// The members that are strings, as in labels and ConfigMap data.
  var strings: [String: String] { object.compactMapValues(\.string) }
  /// Whether it is null, an empty string, an empty array or an empty object: what Go's `omitempty` leaves out.
  var isEmpty: Bool {
    switch self {
    case .null: true
    case .string(let value): value.isEmpty
    case .array(let value): value.isEmpty
    case .object(let value): value.isEmpty
    case .bool, .int, .double: false
    }
  }

  /// A member of an object. Reading an absent member gives null; writing null removes the member.
  subscript(key: String) -> JSONValue {
    get { if case .object(let members) = self { members[key] ?? .null } else { .null } }
    set {
      var members = object
      self = .null
      members[key] = newValue == .null ? nil : newValue
      self = .object(members)
    }
  }

  /// An element of an array; null when there is no such element.
  subscript(index: Int) -> JSONValue {
    let elements = array
    return elements.indices.contains(index) ? elements[index] : .null
  }

  /// An object of string members.
  init(_ strings: [String: String]) { self = .object(strings.mapValues(JSONValue.string)) }

  /// The value at a dotted path of object members, for example `status.podIP`.
  func value(at path: String) -> JSONValue {
    path.split(separator: ".").reduce(self) { $0[String($1)] }
  }
}
