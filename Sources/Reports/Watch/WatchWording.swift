import Conformance
import Foundation

/// The words that all forms of a watch's report share.
enum WatchWording {
  /// `34 paths watched for 2 min 05 s, a probe every 0.2 s; 2 longer outages than 1 s`.
  static func headline(_ record: WatchRecord) -> String {
    let judged = record.paths.filter { $0.verdict != .notApplicable }
    let broken = judged.count { $0.verdict == .deviates }
    let open = judged.count { $0.verdict == .inconclusive }
    var parts = ["\(Wording.count(judged.count, "path")) watched for \(Wording.duration(record.seconds))"]
    if broken > 0 {
      parts.append("\(Wording.count(broken, "path")) with an outage longer than \(seconds(record.maximumOutage))")
    }
    if open > 0 { parts.append("\(Wording.count(open, "path")) not established") }
    if broken == 0, open == 0 {
      let longest = judged.compactMap { $0.log.longestOutage?.seconds }.max()
      parts.append(longest.map { "longest outage \(seconds($0))" } ?? "no probe was lost")
    }
    return parts.joined(separator: ", ")
  }

  /// `pod-other-node [a → b] ping`.
  static func title(_ path: WatchedPath) -> String { "\(path.aspect.rawValue) [\(path.subject)] \(path.part)" }

  static func outage(_ outage: PathLog.Outage?) -> String {
    guard let outage else { return "none" }
    return seconds(outage.seconds) + (outage.isOver ? "" : ", not over")
  }

  static func seconds(_ value: Double) -> String { "\(number(value, digits: 2)) s" }

  static func milliseconds(_ value: Double?) -> String { value.map { "\(number($0, digits: 1)) ms" } ?? "–" }

  /// A moment of the watch: `+12.3 s`.
  static func moment(_ seconds: Double) -> String { "+\(number(seconds, digits: 1)) s" }

  static func event(_ event: ClusterEvent) -> String {
    "\(moment(event.at)) \(event.kind.rawValue) \(event.object): \(event.text)"
  }

  static func command(_ command: WatchRecord.Command) -> String {
    let span = "\(moment(command.began)) to \(command.ended.map(moment) ?? "the end of the watch")"
    return switch command.exitStatus {
    case 0?: "\(command.program) ran from \(span) and succeeded"
    case let status?: "\(command.program) ran from \(span) and failed with status \(status)"
    case nil: "\(command.program) ran from \(span) and was not there to its end"
    }
  }

  /// The paths that are not green and those that lost something, worst first.
  static func noteworthy(_ record: WatchRecord) -> [WatchedPath] {
    record.paths.filter { $0.verdict != .notApplicable && ($0.verdict != .conforms || $0.log.lost > 0) }
      .sorted { ($0.verdict.severity, longest($0)) > ($1.verdict.severity, longest($1)) }
  }

  private static func longest(_ path: WatchedPath) -> Double { path.log.longestOutage?.seconds ?? 0 }

  private static func number(_ value: Double, digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }
}
