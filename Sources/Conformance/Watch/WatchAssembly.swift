import Foundation

/// Puts a watch's record together from what was written down.
struct WatchAssembly: Sendable {
  let plan: WatchPlan
  let options: WatchOptions
  /// The nodes in the order of the API.
  let nodes: [String]

  /// Every path with what was seen of it, in the order of aspects and nodes.
  ///
  /// - Parameter watched: From when until when, in seconds since the watch began.
  func logs(
    _ recorders: [String: PodRecorder], watched: ClosedRange<Double>
  ) -> [(path: WatchPlan.Path, log: PathLog, problem: Sentence?)] {
    let all = nodes.flatMap { node -> [(path: WatchPlan.Path, log: PathLog, problem: Sentence?)] in
      guard let recorder = recorders[node] else { return [] }
      let transcript = recorder.transcript
      let problem = recorder.problem.map(Sentence.init(words:))
      return zip(plan.paths[node] ?? [], transcript.paths).map { path, seen in
        let pause = path.probe.method == .ping ? options.interval : options.requestInterval
        let maker = PathLogMaker(
          method: path.probe.method, interval: pause / .seconds(1), sessions: transcript.sessions,
          watched: watched)
        return (path, maker.log(seen), problem)
      }
    }
    return Aspect.allCases.flatMap { aspect in all.filter { $0.path.aspect == aspect } }
  }

  func record(
    stay: WatchStay.Ready, startedAt: Date, watched: ClosedRange<Double>, recorders: [String: PodRecorder],
    journal: WatchJournal, command: WatchRecord.Command?
  ) -> WatchRecord {
    let limit = options.maximumOutage / .seconds(1)
    let paths = logs(recorders, watched: watched).map { path, log, problem in
      let judged = WatchJudge.judge(
        log, isExpectedToWork: path.isExpectedToWork, problem: problem, maximumOutage: limit)
      return WatchedPath(
        aspect: path.aspect, subject: path.subject, part: path.part, command: path.probe.command,
        isExpectedToWork: path.isExpectedToWork, log: log, verdict: judged.verdict, explanation: judged.explanation)
    }
    var notes = journal.notes
    let unreadable = recorders.values.reduce(0) { $0 + $1.transcript.unreadable }
    if unreadable > 0 { notes.append("\(unreadable) lines of the pods could not be understood and were left out") }
    if let sampled = stay.sample.summary { notes.append(sampled) }
    return WatchRecord(
      schema: WatchRecord.currentSchema, tool: .init(name: "netproof", version: options.run.toolVersion),
      runID: stay.runID, startedAt: startedAt, seconds: watched.upperBound, cluster: stay.summary,
      interval: options.interval / .seconds(1), requestInterval: options.requestInterval / .seconds(1),
      maximumOutage: limit, command: command, paths: paths, events: journal.events,
      interruption: command.map { $0.exitStatus == nil } == true ? "the command was not there to its end" : nil,
      notes: notes)
  }
}
