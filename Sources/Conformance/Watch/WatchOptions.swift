/// What a watch is asked to do.
public struct WatchOptions: Sendable {
  /// The cluster, the pods and the endpoints, as for a run.
  public var run: RunOptions
  /// The time between two echo requests of a path.
  public var interval: Duration
  /// The pause between two HTTP or DNS requests of a path.
  public var requestInterval: Duration
  /// The longest outage that is let pass.
  public var maximumOutage: Duration
  /// The longest time that the watch can take, with everything around it: pods and programs end by then by themselves.
  public var lifetime: Duration

  /// How long a turn is, where there are more nodes than are watched at once.
  public var turn: Duration
  /// How long the watch is to last, as far as anybody knows: what its coverage is told for.
  public var span: Duration
  /// How many nodes are watched at once: ``nodeLimit``, less in tests.
  var nodesAtOnce = WatchOptions.nodeLimit
  /// How many nodes and pairs that were failing when their turn ended stay under watch in the next one: each may keep a
  /// pod and an exec session beside those of the turn.
  var keptLimit = 10

  /// How many nodes are watched at once at most: each keeps an exec session open all the time.
  public static let nodeLimit = 30
  /// How many ordered pairs are watched before a sample is drawn: fewer than a run probes once, as each of them costs a
  /// few processes in its pod all the time.
  public static let pairLimit = 90

  /// Makes options with netproof's defaults.
  public init(
    run: RunOptions = .init(), interval: Duration = .milliseconds(200), requestInterval: Duration = .seconds(1),
    maximumOutage: Duration = .seconds(1), lifetime: Duration = .seconds(3600),
    turn: Duration = .seconds(600), span: Duration = .seconds(3600)
  ) {
    self.run = run
    self.interval = interval
    self.requestInterval = requestInterval
    self.maximumOutage = maximumOutage
    self.lifetime = lifetime
    self.turn = turn
    self.span = span
  }
}
