/// What was measured, with the raw evidence.
public struct Observation: Sendable, Hashable, Codable {
  /// What was seen, or why it could not be measured.
  public enum Result: Sendable, Hashable {
    /// The measurement was made.
    case measured(Outcome)
    /// The probe itself could not run; the text says why.
    case notMeasured(String)
  }

  /// What was seen.
  public var result: Result
  /// Raw evidence, in the order in which it was collected.
  public var evidence: [Evidence]
  /// How long the measurement took, in seconds.
  public var seconds: Double
  /// How long the answers took, by kind; empty where none came or none was timed.
  public var latencies: [Latency]

  /// Makes an observation.
  public init(_ result: Result, evidence: [Evidence] = [], seconds: Double = 0, latencies: [Latency] = []) {
    self.result = result
    self.evidence = evidence
    self.seconds = seconds
    self.latencies = latencies
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

  /// The same with no more than the first `limit` characters of the output, and a remark on what was left out: a
  /// record of every agent's whole status would be megabytes.
  public func bounded(to limit: Int = 4096) -> Evidence {
    var bounded = self
    bounded.output = output.bounded(to: limit)
    return bounded
  }
}

extension String {
  /// No more than about the first `limit` characters, with a remark on what was left out. What has been cut stays as it
  /// is when it is cut again.
  func bounded(to limit: Int) -> String {
    // Far more than the remark takes.
    let slack = 40
    // Bytes are never fewer than characters, and are counted already.
    guard utf8.count > limit + slack, count > limit + slack else { return self }
    return "\(prefix(limit))\n… (\(count - limit) more characters)"
  }
}
