import Foundation

/// A point in time as the API writes it: RFC 3339 in UTC, with seconds (`Time`) or microseconds (`MicroTime`).
///
/// The text is kept as it came, so that a value can be sent back without loss.
public struct Timestamp: Codable, Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The text as the API wrote it.
  public let text: String

  /// Takes the API's text.
  public init(text: String) { self.text = text }

  /// Writes `date` with microseconds, as leases need it.
  public init(_ date: Date) {
    // Truncated by hand: the ISO 8601 style knows milliseconds only, and `MicroTime` requires six digits.
    let seconds = date.timeIntervalSince1970.rounded(.down)
    let micros = Int(((date.timeIntervalSince1970 - seconds) * 1_000_000).rounded(.down))
    let whole = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    let digits = String(micros)
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    text = whole.dropLast() + "." + padded + "Z"
  }

  /// The point in time, or `nil` when the text is no RFC 3339 time.
  public var date: Date? {
    if let date = try? Date(text, strategy: .iso8601) { return date }
    guard let dot = text.firstIndex(of: ".") else { return nil }
    let fraction = text[text.index(after: dot)...].prefix { $0.isNumber }
    let zone = text[text.index(dot, offsetBy: fraction.count + 1)...]
    guard let whole = try? Date(text[..<dot] + zone, strategy: .iso8601), let part = Double("0." + fraction) else {
      return nil
    }
    return whole.addingTimeInterval(part)
  }

  /// Reads a JSON string.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes a JSON string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// Orders by the points in time; texts that are none come first.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.date ?? .distantPast) < (right.date ?? .distantPast)
  }

  /// The text as the API wrote it.
  public var description: String { text }
}
