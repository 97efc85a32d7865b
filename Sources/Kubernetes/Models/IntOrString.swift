/// A number or a name, as ports of Services and probes are written (`intstr.IntOrString`).
public enum IntOrString: Codable, Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// A number.
  case int(Int32)
  /// A name.
  case string(String)

  /// Makes a number.
  public init(integerLiteral value: Int32) { self = .int(value) }
  /// Makes a name.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Reads a JSON number or string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int32.self) {
      self = .int(number)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  /// Writes a JSON number or string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .int(let number): try container.encode(number)
    case .string(let name): try container.encode(name)
    }
  }

  /// The number or name as text.
  public var description: String {
    switch self {
    case .int(let number): String(number)
    case .string(let name): name
    }
  }
}
