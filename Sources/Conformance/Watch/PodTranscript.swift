import Probes

/// Everything that one pod's script said, session by session: what path logs are made of.
///
/// The pod's clock and ours are two clocks. Of each session the difference is estimated by the line that took the least
/// time to arrive, so that no delay in between is taken for a difference of the clocks.
struct PodTranscript: Sendable {
  /// One exec session.
  struct Session: Sendable {
    /// The pod's uptime at its first and last line.
    var first: Double
    var last: Double
    /// Our time, in seconds since the watch began, minus the pod's uptime: at most this.
    var offset: Double

    /// When it began and ended, by our clock.
    var began: Double { first + offset }
    var ended: Double { last + offset }
  }

  /// A probe that was answered.
  struct Answer: Sendable {
    var session: Int
    /// The number of the ping process in its session, from 1; 0 for other programs.
    var process: Int
    /// The probe's number in its process, without the 16-bit wrap.
    var sequence: Int
    /// The pod's uptime when it was sent.
    var sent: Double
    /// How long the answer took, in seconds.
    var roundTrip: Double
  }

  /// A program that got no answer.
  struct Failure: Sendable {
    var session: Int
    var began: Double
    var ended: Double
  }

  /// What one path's lines said.
  struct Path: Sendable {
    var answers: [Answer] = []
    var failures: [Failure] = []
    var remarks: [String] = []
    /// The present ping process and the last number seen in it.
    fileprivate var process = 0
    fileprivate var lastSequence = 0
  }

  private(set) var sessions: [Session] = []
  private(set) var paths: [Path]
  /// Lines that could not be understood.
  private(set) var unreadable = 0

  init(paths count: Int) { paths = Array(repeating: Path(), count: count) }

  /// Takes in a line of the script.
  ///
  /// - Parameter arrived: Our time, in seconds since the watch began.
  mutating func receive(_ text: some StringProtocol, arrived: Double) {
    guard let line = WatchLine(text) else {
      unreadable += 1
      return
    }
    let offset = arrived - line.uptime
    if case .started = line {
      sessions.append(Session(first: line.uptime, last: line.uptime, offset: offset))
      for index in paths.indices { paths[index].process = 0 }
    }
    guard let session = sessions.indices.last else { return }
    sessions[session].last = max(sessions[session].last, line.uptime)
    sessions[session].offset = min(sessions[session].offset, offset)
    record(line, session: session)
  }

  private mutating func record(_ line: WatchLine, session: Int) {
    switch line {
    case .started, .tick, .pingEnded: break
    case .pingBegan(let path, _):
      guard paths.indices.contains(path) else { return }
      paths[path].process += 1
      paths[path].lastSequence = 0
    case .reply(let path, let uptime, let reply):
      guard paths.indices.contains(path), !reply.isDuplicate else { return }
      paths[path].add(reply, uptime: uptime, session: session)
    case .remark(let path, _, let text):
      guard paths.indices.contains(path) else { return }
      paths[path].remark(text)
    case .request(let path, let number, let began, let ended, let answered):
      guard paths.indices.contains(path) else { return }
      if answered {
        paths[path].answers.append(
          Answer(session: session, process: 0, sequence: number, sent: began, roundTrip: ended - began))
      } else {
        paths[path].failures.append(Failure(session: session, began: began, ended: ended))
      }
    }
  }
}

extension PodTranscript.Path {
  fileprivate mutating func add(_ reply: PingReply, uptime: Double, session: Int) {
    // Ping counts in 16 bits. An answer that is late has a slightly smaller number, not one that is 32,768 away.
    let step = Int16(truncatingIfNeeded: Int(reply.sequence) - lastSequence)
    let sequence = max(0, lastSequence + Int(step))
    lastSequence = max(lastSequence, sequence)
    let roundTrip = (reply.milliseconds ?? 0) / 1000
    answers.append(
      .init(
        session: session, process: process, sequence: sequence, sent: uptime - roundTrip, roundTrip: roundTrip))
  }

  fileprivate mutating func remark(_ text: String) {
    // The first line of every ping says what it is about to do.
    guard !text.isEmpty, !text.hasPrefix("PING "), !text.contains("(DUP!)"), remarks.count < 5,
      !remarks.contains(text)
    else { return }
    remarks.append(text)
  }
}
