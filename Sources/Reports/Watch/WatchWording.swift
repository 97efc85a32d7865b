import Conformance
import Foundation

/// The words that all forms of a watch's report share.
struct WatchWording {
  let localizer: Localizer

  /// For terminals and programs.
  static let english = WatchWording(localizer: .english)

  /// `34 paths watched for 2 min 05 s, 2 paths with an outage longer than 1.00 s`.
  func headline(_ record: WatchRecord) -> String {
    let judged = record.paths.filter { $0.verdict != .notApplicable }
    let broken = judged.count { $0.verdict == .deviates }
    let open = judged.count { $0.verdict == .inconclusive }
    var parts = [
      localizer(
        WatchPhrase.watched,
        ["paths": localizer.count(judged.count, .path), "duration": localizer.duration(record.seconds)])
    ]
    if broken > 0 {
      parts.append(
        localizer(
          WatchPhrase.broken,
          ["paths": localizer.count(broken, .path), "limit": seconds(record.maximumOutage)]))
    }
    if open > 0 { parts.append(localizer(WatchPhrase.open, ["paths": localizer.count(open, .path)])) }
    if broken == 0, open == 0 {
      let longest = judged.compactMap { $0.log.longestOutage?.seconds }.max()
      parts.append(
        longest.map { localizer(WatchPhrase.longest, ["time": seconds($0)]) } ?? localizer(WatchPhrase.nothingLost))
    }
    return parts.joined(separator: ", ")
  }

  /// `pod-other-node [a → b] ping`.
  static func title(_ path: WatchedPath) -> String { "\(path.aspect.rawValue) [\(path.subject)] \(path.part)" }

  func outage(_ outage: PathLog.Outage?) -> String {
    guard let outage else { return localizer(WatchPhrase.outageNone) }
    let time = seconds(outage.seconds)
    return outage.isOver ? time : localizer(WatchPhrase.outageNotOver, ["time": time])
  }

  func seconds(_ value: Double) -> String {
    localizer(WatchPhrase.seconds, ["value": Self.number(value, digits: 2)])
  }

  static func milliseconds(_ value: Double?) -> String { value.map { "\(number($0, digits: 1)) ms" } ?? "–" }

  /// A moment of the watch: `+12.3 s`.
  static func moment(_ seconds: Double) -> String { "+\(number(seconds, digits: 1)) s" }

  /// From when to when: `+12.3 s to +15.0 s`.
  func span(_ outage: PathLog.Outage) -> String { span(Self.moment(outage.began), Self.moment(outage.ended)) }

  private func span(_ began: String, _ ended: String) -> String {
    localizer(WatchPhrase.span, ["began": began, "ended": ended])
  }

  func event(_ event: ClusterEvent) -> String {
    "\(Self.moment(event.at)) \(localizer.sentence(event.kind.sentence)) \(event.object): "
      + localizer.sentence(event.text)
  }

  func command(_ command: WatchRecord.Command) -> String {
    let ended = command.ended.map(Self.moment) ?? localizer(WatchPhrase.untilTheEnd)
    let phrase: WatchPhrase =
      switch command.exitStatus {
      case 0?: .commandSucceeded
      case .some: .commandFailed
      case nil: .commandUnfinished
      }
    return localizer(
      phrase,
      [
        "program": command.program, "span": span(Self.moment(command.began), ended),
        "status": command.exitStatus.map(String.init) ?? "",
      ])
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
