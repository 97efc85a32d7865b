import Foundation

/// Durations and times in the words of Go's `time` package, which Cilium prints.
enum GoDuration {
  /// `86.725µs`, `1.103229ms`, `2m10s`, `1m36.566274746s`: `time.Duration.String()`.
  static func string(nanoseconds: Int64) -> String {
    guard nanoseconds != 0 else { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let value = nanoseconds.magnitude
    switch value {
    case ..<1_000: return "\(sign)\(value)ns"
    case ..<1_000_000: return sign + fraction(value, unit: 1_000) + "µs"
    case ..<1_000_000_000: return sign + fraction(value, unit: 1_000_000) + "ms"
    default:
      let seconds = value / 1_000_000_000
      let rest = fraction(seconds % 60 * 1_000_000_000 + value % 1_000_000_000, unit: 1_000_000_000) + "s"
      if seconds < 60 { return sign + rest }
      let minutes = seconds / 60
      return minutes < 60 ? "\(sign)\(minutes)m\(rest)" : "\(sign)\(minutes / 60)h\(minutes % 60)m\(rest)"
    }
  }

  /// Whole seconds only, as `timeSince` of Cilium's client shows ages: `2m10s`, `8s`, `0s`.
  static func string(seconds: Double) -> String { string(nanoseconds: Int64(seconds) * 1_000_000_000) }

  /// RFC 3339 in UTC with whole seconds: `2026-11-21T07:24:40Z`.
  static func timestamp(_ date: Date) -> String {
    date.formatted(.iso8601)
  }

  /// RFC 3339 in UTC with milliseconds, as go-openapi's `strfmt.DateTime` prints: `2026-11-21T07:24:07.407Z`.
  static func timestampWithMilliseconds(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day().timeSeparator(.colon).time(includingFractionalSeconds: true)) + "Z"
  }

  private static func fraction(_ value: UInt64, unit: UInt64) -> String {
    let whole = value / unit
    let rest = value % unit
    guard rest != 0 else { return "\(whole)" }
    let digits = String(unit + rest).dropFirst()
    return "\(whole)." + digits.prefix(digits.count - digits.reversed().prefix { $0 == "0" }.count)
  }
}
