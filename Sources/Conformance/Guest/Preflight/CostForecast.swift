/// What a run of one scenario would ask of the API server, and how long it would take: from how many nodes and pairs it
/// has, on a cluster where everything answers. What does not answer is asked again.
public struct CostForecast: Sendable, Hashable {
  /// REST requests, watches included.
  public var calls: Int
  /// Exec sessions.
  public var execs: Int
  /// Seconds; the slowest probes of each wave decide most of it.
  public var seconds: Int

  /// - Parameters:
  ///   - nodes: How many take part.
  ///   - sample: The pairs that are probed.
  init(nodes: Int, sample: PairSample) {
    let clients = sample.nodes.count
    calls = Self.once + sample.podCount + sample.served.count
    execs = Self.execsPerAgent * nodes + clients
    let waves = (clients + Pace.probingPods - 1) / Pace.probingPods
    let rounds = Self.execsPerAgent * ((nodes + Pace.askedAgents - 1) / Pace.askedAgents)
    seconds = Int(
      (Self.startSeconds + Double(waves) * Self.waveSeconds + Double(rounds) * Self.askSeconds).rounded(.up))
  }

  /// The requests that a run makes whatever the cluster's size: lists, watches, the Lease, removal.
  private static let once = 60
  /// For facts, before the probes, right after them.
  private static let execsPerAgent = 3
  /// Until the cluster is read and the pods run.
  private static let startSeconds = 4.0
  /// A wave of probes: the largest packet is searched for by pings, of which some get no answer.
  private static let waveSeconds = 5.0
  /// One script in an agent.
  private static let askSeconds = 0.4
}
