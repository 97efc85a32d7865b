/// What was measured, with the raw evidence.
public struct Observation: Sendable, Hashable {
  /// What was seen, or why it could not be measured.
  public enum Result: Sendable, Hashable {
    /// The measurement was made.
    case measured(Outcome)
    /// The probe itself could not run; the text says why.
    case notMeasured(Sentence)
  }

  /// What was seen.
  public var result: Result
  /// What kept it from being measured, where that has a name of its own.
  public var obstacle: Obstacle?
  /// Raw evidence, in the order in which it was collected.
  public var evidence: [Evidence]
  /// How long the measurement took, in seconds.
  public var seconds: Double
  /// How long the answers took, by kind; empty where none came or none was timed.
  public var latencies: [Latency]
  /// With which TTLs pings' answers arrived, one for each address that answered; empty where none did, and in older records.
  public var ttls: [AnswerTTL]
  /// What became of all tries, where the path was tried more than once on purpose (`--samples`).
  public var samples: PathSamples?

  /// Makes an observation.
  public init(
    _ result: Result, obstacle: Obstacle? = nil, evidence: [Evidence] = [], seconds: Double = 0,
    latencies: [Latency] = [], ttls: [AnswerTTL] = []
  ) {
    self.result = result
    self.obstacle = obstacle
    self.evidence = evidence
    self.seconds = seconds
    self.latencies = latencies
    self.ttls = ttls
  }

  /// The same, taken back: what was seen does not count, for a reason, and stays as evidence.
  func withdrawn(_ reason: Sentence, by obstacle: Obstacle?) -> Observation {
    var withdrawn = self
    withdrawn.result = .notMeasured(reason)
    withdrawn.obstacle = obstacle
    return withdrawn
  }

  /// The outcome, where one was measured.
  public var outcome: Outcome? {
    if case .measured(let outcome) = result { outcome } else { nil }
  }
}

/// A piece of raw evidence: what was run where, and what came back.
public struct Evidence: Sendable, Hashable, Codable {
  /// Where it was run or read, for example `pod netproof-1a2b/client-instance-master`.
  public var origin: String
  /// The command or the object that was read.
  public var command: String
  /// The exit status, where there was one.
  public var exitStatus: Int32?
  /// What came back, as it was.
  public var output: String

  /// Makes a piece of evidence.
  public init(origin: String, command: String, exitStatus: Int32? = nil, output: String) {
    self.origin = origin
    self.command = command
    self.exitStatus = exitStatus
    self.output = output
  }

  /// How many characters of an output are kept unless something else is said.
  static let usualLimit = 4096

  /// The same with no more than the first `limit` characters of the output, and a remark on what was left out: a
  /// record of every agent's whole status would be megabytes.
  public func bounded(to limit: Int) -> Evidence {
    var bounded = self
    bounded.output = output.bounded(to: limit)
    return bounded
  }
}

extension String {
  /// No more than about the first `limit` characters, with a remark on what was left out. What has been cut stays as it
  /// is when it is cut again, and when it is cut further the remark tells of all that is missing.
  func bounded(to limit: Int) -> String {
    // Far more than the remark takes.
    let slack = 40
    // Bytes are never fewer than characters, and are counted already.
    guard utf8.count > limit + slack else { return self }
    let length = count
    guard length > limit + slack else { return self }
    let earlier = cutBefore
    let missing = length - limit + (earlier.map { $0.missing - $0.length } ?? 0)
    let kept = prefix(limit)
    let remark = "\n… (\(missing) more characters)"
    // Interpolation would take twice the room, and a large cluster has very many of these.
    var text = ""
    text.reserveCapacity(kept.utf8.count + remark.utf8.count)
    text += kept
    text += remark
    return text
  }

  /// What the remark of an earlier cut says is missing, and the remark's own length.
  private var cutBefore: (missing: Int, length: Int)? {
    // By hand: a large cluster's evidence is cut a hundred thousand times, and a regular expression is compiled each time.
    let (opening, closing) = ("\n… (", " more characters)")
    guard hasSuffix(closing), let start = lastIndex(of: "\n") else { return nil }
    let remark = self[start...]
    guard remark.hasPrefix(opening) else { return nil }
    let digits = remark.dropFirst(opening.count).dropLast(closing.count)
    guard digits.allSatisfy(\.isNumber), let missing = Int(digits) else { return nil }
    return (missing, remark.count)
  }
}
