/// A turn of some nodes, where there are more than are watched at once.
public struct WatchTurn: Sendable, Codable, Hashable {
  /// Which turn, from 1 on.
  public var number: Int
  /// When it began, in seconds since the watch began: its pods answered by then, and those before were still watched.
  public var began: Double
  /// When it ended.
  public var ended: Double
  /// The nodes whose turn it was.
  public var nodes: [String]
  /// Source node → the nodes that were probed from it.
  public var targets: [String: [String]]
  /// What was failing when an earlier turn ended, and stayed under watch in this one.
  public var kept: [Subject]
  /// What was still failing when this turn ended.
  public var failing: [Subject]
}

/// How long a node or a pair was watched, where nodes take turns.
public struct WatchedSubject: Sendable, Codable, Hashable {
  /// The node or pair.
  public var subject: Subject
  /// For how many seconds; 0 where it had its turn and could not be watched.
  public var seconds: Double
  /// The turns in which it was to be watched.
  public var turns: [Int]
}

extension WatchedSubject {
  /// Sums up what turns were to watch, and did.
  ///
  /// - Parameter seen: For each path of each turn: of what, in which, for how many seconds. The ways of a node or pair are
  ///   watched by the same pod at the same time, so the longest is the time.
  static func sum(_ turns: [WatchTurn], _ seen: [(subject: Subject, turn: Int, seconds: Double)]) -> [WatchedSubject] {
    var times: [Subject: [Int: Double]] = [:]
    for turn in turns {
      for node in turn.nodes { times[.node(node), default: [:]][turn.number] = 0 }
      for (source, targets) in turn.targets {
        for target in targets { times[.pair(from: source, to: target), default: [:]][turn.number] = 0 }
      }
    }
    for path in seen {
      times[path.subject, default: [:]][path.turn] = max(times[path.subject]?[path.turn] ?? 0, path.seconds)
    }
    return times.map { subject, times in
      WatchedSubject(subject: subject, seconds: times.values.reduce(0, +), turns: times.keys.sorted())
    }
    .sorted { ($0.subject.source, $0.subject.target ?? "") < ($1.subject.source, $1.subject.target ?? "") }
  }
}
