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
    let phrase: WatchPhrase? =
      switch (outage.isAtLeast, outage.isOver) {
      case (true, _) where outage.outlastedTurn == true: .outageOutlasted
      case (true, true): .outageAtLeast
      case (true, false): .outageAtLeastNotOver
      case (false, true): nil
      case (false, false): .outageNotOver
      }
    return phrase.map { localizer($0, ["time": time]) } ?? time
  }

  // MARK: - Where nodes take turns

  /// How much is watched at once, and how sure that is.
  func coverage(_ coverage: WatchCoverage) -> String {
    func chance(_ phrase: WatchPhrase, _ chance: WatchCoverage.Chance) -> String {
      localizer(
        phrase,
        [
          "now": Wording.percent(chance.now), "within": Wording.percent(chance.within),
          "span": localizer.duration(coverage.spanSeconds),
        ])
    }
    var parts = [
      localizer(
        WatchPhrase.covering,
        [
          "nodes": "\(coverage.nodesAtOnce)", "allNodes": "\(coverage.nodes)", "pairs": "\(coverage.pairsAtOnce)",
          "allPairs": "\(coverage.pairs)", "time": localizer.duration(coverage.allNodesSeconds),
          "turn": localizer.duration(coverage.turnSeconds),
        ]), chance(.coveringPair, coverage.pair),
    ]
    if coverage.service != coverage.pair { parts.append(chance(.coveringService, coverage.service)) }
    parts.append(chance(.coveringNode, coverage.node))
    return parts.joined(separator: "; ")
  }

  /// What was watched of a cluster whose nodes took turns, and what was not, a line each; none for others.
  func turns(_ record: WatchRecord) -> [String] {
    guard let turns = record.turns, let watched = record.watched, let coverage = record.coverage else { return [] }
    let done = watched.filter { $0.seconds > 0 }.map(\.subject)
    var lines = [
      localizer(
        WatchPhrase.turnsTaken,
        [
          "turns": "\(turns.count)", "nodes": "\(done.count { $0.target == nil })", "allNodes": "\(coverage.nodes)",
          "pairs": "\(done.count { $0.target != nil })", "allPairs": "\(coverage.pairs)",
        ]), self.coverage(coverage),
    ]
    let waiting = record.nodesWithoutTurn
    if waiting > 0 { lines.append(localizer(WatchPhrase.withoutTurn, ["count": "\(waiting)"])) }
    let unwatched = record.unwatched
    if !unwatched.isEmpty {
      let names = unwatched.prefix(6).map(\.description).joined(separator: ", ") + (unwatched.count > 6 ? ", …" : "")
      lines.append(localizer(WatchPhrase.unwatched, ["count": "\(unwatched.count)", "names": names]))
    }
    return lines
  }

  /// How long a node or pair was watched; never nothing for what was not.
  func time(_ watched: WatchedSubject) -> String {
    watched.seconds > 0 ? localizer.duration(watched.seconds) : localizer(WatchPhrase.notWatched)
  }

  /// `1, 4`.
  static func turns(_ watched: WatchedSubject) -> String { watched.turns.map(String.init).joined(separator: ", ") }

  /// The paths of which there is a row: all, but where nodes took turns those of which there is something to say.
  static func listed(_ record: WatchRecord, all: Bool) -> [WatchedPath] {
    all || record.turns == nil ? record.paths : noteworthy(record)
  }

  /// How many paths have no row; nil where all have one.
  func further(_ record: WatchRecord, all: Bool) -> String? {
    let count = record.paths.count - Self.listed(record, all: all).count
    return count > 0 ? localizer(WatchPhrase.further, ["paths": localizer.count(count, .path)]) : nil
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
