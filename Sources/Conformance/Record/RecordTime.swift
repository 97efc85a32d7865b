import Foundation

/// Times in records and reports: ISO-8601, UTC, milliseconds.
///
/// Milliseconds are rounded here rather than by `ISO8601FormatStyle`, which truncates: there, reading a file and
/// writing it again can lose a millisecond each time.
public enum RecordTime {
  /// For example `2026-11-21T08:30:00.125Z`.
  public static func text(_ date: Date) -> String {
    let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    let (seconds, rest) = floorDivide(milliseconds, by: 1000)
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let fraction = String(rest)
    return whole.dropLast() + "." + String(repeating: "0", count: 3 - fraction.count) + fraction + "Z"
  }

  /// Reads what ``text(_:)`` writes, and times without a fraction.
  public static func date(_ text: String) -> Date? {
    guard text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let seconds = try? Date(String(parts[0]) + "Z", strategy: .iso8601) else { return nil }
    guard parts.count == 2 else { return seconds }
    guard !parts[1].isEmpty, parts[1].allSatisfy(\.isNumber), let fraction = Double("0." + parts[1]) else { return nil }
    return seconds.addingTimeInterval(fraction)
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let remainder = ((value % divisor) + divisor) % divisor
    return ((value - remainder) / divisor, remainder)
  }
}
