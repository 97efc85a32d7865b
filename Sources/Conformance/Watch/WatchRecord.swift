import Foundation

/// What a watch saw: every path, second by second, and what the cluster was doing meanwhile.
public struct WatchRecord: Sendable, Codable, Hashable {
  /// The version of this document's form.
  public static let currentSchema = "netproof.watch/1"

  /// A command that ran while the paths were watched. Its arguments are left out: they may hold secrets.
  public struct Command: Sendable, Codable, Hashable {
    /// The program's name.
    public var program: String
    /// Its exit status, 128 + N for a death by signal N; `nil` when it was not there to its end.
    public var exitStatus: Int32?
    /// When it was started, in seconds since the watch began.
    public var began: Double
    /// When it ended, in seconds since the watch began.
    public var ended: Double?

    /// Makes a command that has just been started.
    public init(program: String, exitStatus: Int32? = nil, began: Double, ended: Double? = nil) {
      self.program = program
      self.exitStatus = exitStatus
      self.began = began
      self.ended = ended
    }

    /// Whether it ran to its end and said that all was well.
    public var succeeded: Bool { exitStatus == 0 }
  }

  /// The form's version.
  public var schema: String
  /// The program that wrote it.
  public var tool: RunRecord.Tool
  /// The run's id, as on everything that it created.
  public var runID: String
  /// When the watch began; all times in seconds count from here.
  public var startedAt: Date
  /// How long the paths were watched, in seconds.
  public var seconds: Double
  /// The cluster as it was found.
  public var cluster: ClusterSummary
  /// The time between two echo requests of a path, in seconds.
  public var interval: Double
  /// The pause between two HTTP or DNS requests of a path, in seconds.
  public var requestInterval: Double
  /// The longest outage that is let pass, in seconds.
  public var maximumOutage: Double
  /// The command that ran meanwhile, if one did.
  public var command: Command?
  /// Every path, in the order of aspects and subjects.
  public var paths: [WatchedPath]
  /// What happened in the cluster, in the order of time.
  public var events: [ClusterEvent]
  /// Why the watch ended early, if it did.
  public var interruption: Sentence?
  /// Things a reader must know that belong to no path.
  public var notes: [Sentence]
  /// How much was watched at once, and how sure that is; `nil` where nodes take no turns.
  public var coverage: WatchCoverage?
  /// The turns, in order; `nil` where nodes take none.
  public var turns: [WatchTurn]?
  /// For how long each node and pair was watched whose turn came; `nil` where all were, all the time.
  public var watched: [WatchedSubject]?
}

/// One path that was watched.
public struct WatchedPath: Sendable, Codable, Hashable {
  /// What the path is for.
  public var aspect: Aspect
  /// The node or pair that it belongs to.
  public var subject: Subject
  /// Tells several ways of one case apart, for example `tcp` or a DNS pod's name.
  public var part: String
  /// The command line that was run.
  public var command: String
  /// Whether the rules predict that it works; `nil` where they predict neither that it does nor that it does not.
  public var isExpectedToWork: Bool?
  /// What became of it.
  public var log: PathLog
  /// Whether it stayed within the limit.
  public var verdict: Verdict
  /// One sentence on how the verdict came about.
  public var explanation: Sentence
}

extension WatchRecord {
  /// The watch as a whole: its worst path, and never green when something was not watched to the end.
  public var verdict: Verdict {
    let worst = paths.map(\.verdict).filter { $0 != .notApplicable }.worst ?? .inconclusive
    guard interruption != nil || !unwatched.isEmpty else { return worst }
    return worst.severity < Verdict.inconclusive.severity ? .inconclusive : worst
  }

  /// The nodes and pairs that had their turn and could not be watched; none where nodes take no turns.
  public var unwatched: [Subject] { (watched ?? []).filter { $0.seconds == 0 }.map(\.subject) }

  /// The nodes whose turn did not come; none where nodes take no turns.
  public var nodesWithoutTurn: Int {
    turns == nil ? 0 : cluster.skippedNodes.values.count { $0 == WatchChoice.noTurn }
  }

  /// What the cluster was doing when an outage began: from ten seconds before it until its end, because an agent or a
  /// node is reported with a delay.
  public func events(during outage: PathLog.Outage) -> [ClusterEvent] {
    events.filter { $0.at >= outage.began - 10 && $0.at <= outage.ended + 1 }
  }
}
