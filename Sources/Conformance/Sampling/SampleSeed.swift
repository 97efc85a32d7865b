import Foundation

/// What tells one night's sample from the next: a date, or a number that counts nights.
public struct SampleSeed: Sendable, Hashable, CustomStringConvertible {
  /// As it was given, for people and for `--seed`.
  public let description: String
  /// The number of the night. Successive dates have successive numbers.
  let night: Int

  init(description: String, night: Int) {
    self.description = description
    self.night = night
  }

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

  /// Where ``RunnerOptions/parts`` tells each pod its Job's name.
  public static let jobVariable = "NETPROOF_JOB_NAME"

  /// The day that a CronJob's Job was scheduled for, in UTC, which its pods agree on even where midnight comes between
  /// their starts. A CronJob's Jobs are named `NAME-MINUTES`, minutes since 1970 (`getJobName` in Kubernetes'
  /// `pkg/controller/cronjob/utils.go`).
  ///
  /// - Parameter now: `nil` comes of a name whose time is not of the two days before: it means something else.
  public init?(cronJob name: String, now: Date) {
    guard let dash = name.lastIndex(of: "-"), let minutes = Int(name[name.index(after: dash)...]), minutes >= 0 else {
      return nil
    }
    let scheduled = Date(timeIntervalSince1970: Double(minutes) * 60)
    guard (0...2 * 86400).contains(now.timeIntervalSince(scheduled)) else { return nil }
    self.init(scheduled)
  }

  private static var days: Date.ISO8601FormatStyle { .iso8601.year().month().day() }
}
