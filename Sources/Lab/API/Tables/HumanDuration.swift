import Foundation

/// Ages as `kubectl get` shows them (`HumanDuration` of `k8s.io/apimachinery/pkg/util/duration`).
enum HumanDuration {
  static func text(_ interval: TimeInterval) -> String {
    let seconds = Int(interval)
    if seconds < -1 { return "<invalid>" }
    if seconds < 0 { return "0s" }
    if seconds < 120 { return "\(seconds)s" }
    let minutes = seconds / 60
    if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
    if minutes < 180 { return "\(minutes)m" }
    let hours = minutes / 60
    if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
    if hours < 48 { return "\(hours)h" }
    let days = hours / 24
    if hours < 192 { return pair(days, "d", hours % 24, "h") }
    if days < 730 { return "\(days)d" }
    let years = days / 365
    if days < 8 * 365 { return pair(years, "y", days % 365, "d") }
    return "\(years)y"
  }

  private static func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
  }

  /// The age of a moment given in text, `<unknown>` without one.
  static func age(of timestamp: JSONValue, at now: Date) -> String {
    guard let date = Timestamp.date(timestamp.string) else { return "<unknown>" }
    return text(now.timeIntervalSince(date))
  }
}
