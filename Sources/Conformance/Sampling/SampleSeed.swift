import Foundation

/// What tells one night's sample from the next: a date, or a number that counts nights.
public struct SampleSeed: Sendable, Hashable, CustomStringConvertible {
  /// As it was given, for people and for `--seed`.
  public let description: String
  /// The number of the night. Successive dates have successive numbers.
  let night: Int

  /// Reads `2026-11-21`, or a whole number from 0 on; `nil` for anything else, days that no calendar has included.
  public init?(_ text: String) {
    if let number = Int(text), number >= 0, text.allSatisfy(\.isNumber) {
      night = number
    } else {
      guard text.count == 10, let date = try? Self.days.parse(text), date.formatted(Self.days) == text else {
        return nil
      }
      night = Int((date.timeIntervalSince1970 / 86400).rounded(.down))
    }
    description = text
  }

  /// The day, in UTC, so that the nodes of a run agree on it wherever they are.
  public init(_ date: Date) {
    description = date.formatted(Self.days)
    night = Int((date.timeIntervalSince1970 / 86400).rounded(.down))
  }

  private static var days: Date.ISO8601FormatStyle { .iso8601.year().month().day() }
}
