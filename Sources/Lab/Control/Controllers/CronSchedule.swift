import Foundation

/// A CronJob's schedule: minute, hour, day of month, month, day of week, as numbers, `*`, ranges, steps and lists.
struct CronSchedule: Sendable, Hashable {
  private var minutes: Set<Int>
  private var hours: Set<Int>
  private var days: Set<Int>
  private var months: Set<Int>
  private var weekdays: Set<Int>
  /// Cron's oddity: where both days are restricted, either is enough.
  private var isEitherDay: Bool

  /// Nil for what is no schedule.
  init?(_ text: String) {
    let fields = text.split(separator: " ").map(String.init)
    guard fields.count == 5, let minutes = Self.values(fields[0], 0...59), let hours = Self.values(fields[1], 0...23),
      let days = Self.values(fields[2], 1...31), let months = Self.values(fields[3], 1...12),
      let weekdays = Self.values(fields[4], 0...7)
    else { return nil }
    self.minutes = minutes
    self.hours = hours
    self.days = days
    self.months = months
    // 7 is Sunday too.
    self.weekdays = Set(weekdays.map { $0 % 7 })
    isEitherDay = fields[2] != "*" && fields[4] != "*"
  }

  private static func values(_ field: String, _ range: ClosedRange<Int>) -> Set<Int>? {
    var all: Set<Int> = []
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "/", maxSplits: 1).map(String.init)
      guard let first = pieces.first, let step = pieces.count > 1 ? Int(pieces[1]) : 1, step > 0 else { return nil }
      let ends = first.split(separator: "-").map { Int($0) }
      let span: ClosedRange<Int>
      switch (first, ends.count) {
      case ("*", _): span = range
      case (_, 1):
        guard let only = ends[0], range.contains(only) else { return nil }
        span = only...(pieces.count > 1 ? range.upperBound : only)
      case (_, 2):
        guard let low = ends[0], let high = ends[1], low <= high, range.contains(low), range.contains(high) else {
          return nil
        }
        span = low...high
      default: return nil
      }
      all.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
    }
    return all
  }

  /// Whether a minute is one of the schedule's.
  func contains(_ date: Date, in zone: TimeZone) -> Bool {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents([.minute, .hour, .day, .month, .weekday], from: date)
    guard let minute = parts.minute, let hour = parts.hour, let day = parts.day, let month = parts.month,
      let weekday = parts.weekday
    else { return false }
    let (isDay, isWeekday) = (days.contains(day), weekdays.contains(weekday - 1))
    return minutes.contains(minute) && hours.contains(hour) && months.contains(month)
      && (isEitherDay ? isDay || isWeekday : isDay && isWeekday)
  }

  /// The last time of the schedule after `start` and up to `end`; nil when there is none. Looks back a day at most, as
  /// nobody leaves a lab standing for longer.
  func last(after start: Date, upTo end: Date, in zone: TimeZone) -> Date? {
    let earliest = max(start, end.addingTimeInterval(-86_400))
    var minute = Date(timeIntervalSince1970: (end.timeIntervalSince1970 / 60).rounded(.down) * 60)
    while minute > earliest {
      if contains(minute, in: zone) { return minute }
      minute -= 60
    }
    return nil
  }
}
