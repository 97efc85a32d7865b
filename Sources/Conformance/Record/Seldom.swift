/// A property that few of very many values have: it is kept elsewhere, so that the others take no room for it. In a record
/// it is left out where there is none, as any other optional member.
@propertyWrapper
public struct Seldom<Value: Sendable & Hashable & Codable>: Sendable, Hashable {
  private final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private var box: Box?

  /// Wraps a value.
  public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

  /// The value, where there is one.
  public var wrappedValue: Value? {
    get { box?.value }
    set { box = newValue.map(Box.init) }
  }

  /// Whether both have the same value, or none.
  public static func == (one: Seldom, other: Seldom) -> Bool {
    one.box === other.box || one.wrappedValue == other.wrappedValue
  }

  /// Hashes the value.
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Seldom: Codable {
  /// Reads the value itself.
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
  }

  /// Writes the value itself.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension KeyedEncodingContainer {
  /// What a synthesised `encode(to:)` calls for a ``Seldom`` property.
  mutating func encode<Value>(_ property: Seldom<Value>, forKey key: Key) throws {
    try encodeIfPresent(property.wrappedValue, forKey: key)
  }
}

extension KeyedDecodingContainer {
  /// What a synthesised `init(from:)` calls for a ``Seldom`` property.
  func decode<Value>(_: Seldom<Value>.Type, forKey key: Key) throws -> Seldom<Value> {
    Seldom(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}
