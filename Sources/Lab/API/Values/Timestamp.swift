import Foundation

/// `metav1.Time`: RFC 3339 in UTC, to the second.
enum Timestamp {
  /// The text form, for example `2026-11-21T05:33:31Z`.
  static func text(_ date: Date) -> String {
    date.formatted(.iso8601)
  }

  /// The text form with microseconds (`metav1.MicroTime`), as leases carry it.
  static func microText(_ date: Date) -> String {
    let micros = Int((date.timeIntervalSince1970 - date.timeIntervalSince1970.rounded(.down)) * 1_000_000)
    let digits = String(micros)
    return String(text(date).dropLast()) + "." + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "Z"
  }

  /// The moment a text form stands for.
  static func date(_ text: String?) -> Date? {
    guard let text else { return nil }
    return try? Date(text, strategy: .iso8601)
  }
}
