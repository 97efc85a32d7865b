import Kubernetes

/// What a run has asked of the API server, until its end was recorded; what leaves reports in the cluster comes after.
public struct RunCost: Sendable, Codable, Hashable {
  /// REST requests, watches and repetitions included.
  public var calls: Int
  /// Exec sessions, in agents and in the run's own pods, repetitions included.
  public var execs: Int
  /// The most requests and exec sessions that were open at the same time, watches aside.
  public var peakInFlight: Int
  /// Bytes that came in answer to requests.
  public var answerBytes: Int
  /// Bytes of events that came by watches.
  public var watchBytes: Int
  /// Bytes of output that came from commands.
  public var execBytes: Int

  /// What a client has asked.
  public init(_ cost: ClientCost) {
    calls = cost.calls
    execs = cost.execs
    peakInFlight = cost.peakInFlight
    answerBytes = cost.answerBytes
    watchBytes = cost.watchBytes
    execBytes = cost.execBytes
  }

  /// Of the parts of a split run, which may run side by side: what they have asked together. How much of it was open at
  /// the same time nobody knows; the peak is that of the worst part. `nil` where a part does not tell its own.
  static func joined(_ parts: [RunCost?]) -> RunCost? {
    let known = parts.compactMap(\.self)
    guard known.count == parts.count, var whole = known.first else { return nil }
    for part in known.dropFirst() {
      whole.calls += part.calls
      whole.execs += part.execs
      whole.peakInFlight = max(whole.peakInFlight, part.peakInFlight)
      whole.answerBytes += part.answerBytes
      whole.watchBytes += part.watchBytes
      whole.execBytes += part.execBytes
    }
    return whole
  }
}
