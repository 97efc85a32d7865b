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
  ///   - division: How the pods are made.
  ///   - paths: How often each path is tried.
  init(nodes: Int, sample: PairSample, division: PodDivision, paths: PathSampling = PathSampling()) {
    let clients = sample.nodes.count
    let singly = division.singly.values.reduce(0) { $0 + $1.count }
    let sets = division.together.count
    calls = Self.once + singly + sample.served.count + (sets > 0 ? sets + Self.timerAndRemoval : 0)
    // All further tries of a pod are in one exec.
    execs = Self.execsPerAgent * nodes + clients * (paths.further > 0 ? 2 : 1)
    let waves = (clients + Pace.probingPods - 1) / Pace.probingPods
    let rounds = Self.execsPerAgent * ((nodes + Pace.askedAgents - 1) / Pace.askedAgents)
    let tries = Double(waves * paths.further) * (Double(paths.intervalSeconds) + Self.trySeconds)
    seconds = Int(
      (Self.startSeconds + division.patience / .seconds(1)
        + Double(waves) * Self.waveSeconds + Double(rounds) * Self.askSeconds + tries).rounded(.up))
  }

  /// The requests that a run makes whatever the cluster's size: lists, watches, the Lease, removal.
  private static let once = 60
  /// The Job that ends DaemonSets is made and looked at; both kinds are deleted after the scenario, and with the run's
  /// other objects.
  private static let timerAndRemoval = 8
  /// For facts, before the probes, right after them.
  private static let execsPerAgent = 3
  /// Until the cluster is read and the pods run.
  private static let startSeconds = 4.0
  /// A wave of probes: the largest packet is searched for by pings, of which some get no answer.
  private static let waveSeconds = 5.0
  /// One further try of a pod's paths, of which those get no answer that fail as predicted.
  private static let trySeconds = 2.0
  /// One script in an agent.
  private static let askSeconds = 0.4
}
