import Foundation

/// Puts a watch's record together from what was written down.
struct WatchAssembly: Sendable {
  let plan: WatchPlan
  let options: WatchOptions
  /// The nodes in the order of the API.
  let nodes: [String]

  /// What was seen of a path by the pods of one turn, or of the whole watch where nodes take none.
  struct Seen: Sendable {
    var path: WatchPlan.Path
    var log: PathLog
    /// Why the pod's session broke last, if it did.
    var problem: Sentence?
    /// Until when the pod sends its first probe: half an interval after its script's first sign.
    var firstSign = -Double.infinity
    /// Which turn, from 1 on.
    var turn = 1

    /// What is known of it at the end of the turn, or of the watch within it.
    func ofTurn(_ number: Int, from began: Double, until ended: Double, endsWatch: Bool = false) -> Seen {
      var seen = self
      seen.turn = number
      seen.log = log.ofTurn(from: began, firstSign: firstSign, until: ended, endsWatch: endsWatch)
      return seen
    }
  }

  /// Everything that a watch has seen.
  struct Whole: Sendable {
    var seen: [Seen]
    /// The turns; `nil` where nodes take none.
    var turns: [WatchTurn]?
    var coverage: WatchCoverage?
    var summary: ClusterSummary
    /// Lines of the pods that could not be understood.
    var unreadable: Int
  }

  /// Every path with what was seen of it, in the order of aspects and nodes.
  ///
  /// - Parameter watched: From when until when, in seconds since the watch began.
  func logs(_ recorders: [String: PodRecorder], watched: ClosedRange<Double>) -> [Seen] {
    let all = nodes.flatMap { node -> [Seen] in
      guard let recorder = recorders[node] else { return [] }
      let transcript = recorder.transcript
      let problem = recorder.problem.map(Sentence.init(words:))
      return zip(plan.paths[node] ?? [], transcript.paths).map { path, seen in
        let pause = (path.probe.method == .ping ? options.interval : options.requestInterval) / .seconds(1)
        let maker = PathLogMaker(
          method: path.probe.method, interval: pause, sessions: transcript.sessions, watched: watched)
        var whole = Seen(path: path, log: maker.log(seen), problem: problem)
        if let first = transcript.sessions.first { whole.firstSign = first.began + pause / 2 }
        return whole
      }
    }
    return Aspect.allCases.flatMap { aspect in all.filter { $0.path.aspect == aspect } }
  }

  /// Which path it is, whoever watches it.
  private struct Key: Hashable {
    var aspect: Aspect
    var subject: Subject
    var part: String
  }

  /// The paths, each once, in the order of aspects and nodes.
  static func paths(_ seen: [Seen], maximumOutage limit: Double) -> [WatchedPath] {
    let keys = seen.map { Key(aspect: $0.path.aspect, subject: $0.path.subject, part: $0.path.part) }.uniqued()
    let all = Dictionary(
      grouping: seen, by: { Key(aspect: $0.path.aspect, subject: $0.path.subject, part: $0.path.part) })
    let paths = keys.compactMap { key -> WatchedPath? in
      guard let turns = all[key], let last = turns.last else { return nil }
      // What was not predicted to work in every turn is judged in none.
      let predictions = Set(turns.map(\.path.isExpectedToWork))
      let isExpected = predictions.count == 1 ? last.path.isExpectedToWork : nil
      let log = PathLog.joined(turns.map(\.log))
      let judged = WatchJudge.judge(
        log, isExpectedToWork: isExpected, problem: turns.compactMap(\.problem).last, maximumOutage: limit)
      return WatchedPath(
        aspect: key.aspect, subject: key.subject, part: key.part, command: last.path.probe.command,
        isExpectedToWork: isExpected, log: log, verdict: judged.verdict, explanation: judged.explanation)
    }
    return Aspect.allCases.flatMap { aspect in paths.filter { $0.aspect == aspect } }
  }

  /// The record.
  ///
  /// - Parameter seconds: How long the paths were watched.
  static func record(
    _ whole: Whole, options: WatchOptions, stay: WatchStay.Ready, startedAt: Date, seconds: Double,
    journal: WatchJournal, command: WatchRecord.Command?
  ) -> WatchRecord {
    let limit = options.maximumOutage / .seconds(1)
    var notes = journal.notes
    if whole.unreadable > 0 {
      notes.append("\(whole.unreadable) lines of the pods could not be understood and were left out")
    }
    if whole.turns == nil, let sampled = stay.first.sample.summary { notes.append(sampled) }
    var record = WatchRecord(
      schema: WatchRecord.currentSchema, tool: .init(name: "netproof", version: options.run.toolVersion),
      runID: stay.runID, startedAt: startedAt, seconds: seconds, cluster: whole.summary,
      interval: options.interval / .seconds(1), requestInterval: options.requestInterval / .seconds(1),
      maximumOutage: limit, command: command, paths: paths(whole.seen, maximumOutage: limit), events: journal.events,
      interruption: command.map { $0.exitStatus == nil } == true ? "the command was not there to its end" : nil,
      notes: notes)
    record.coverage = whole.coverage
    record.turns = whole.turns
    record.watched = whole.turns.map { turns in
      WatchedSubject.sum(turns, whole.seen.map { ($0.path.subject, $0.turn, $0.log.observedSeconds) })
    }
    return record
  }
}
