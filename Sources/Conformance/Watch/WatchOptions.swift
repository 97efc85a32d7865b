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

  /// How many nodes are watched at most: each keeps an exec session open all the time.
  public static let nodeLimit = 30
  /// How many ordered pairs are watched before a sample is drawn: fewer than a run probes once, as each of them costs a
  /// few processes in its pod all the time.
  public static let pairLimit = 90

  /// Makes options with netproof's defaults.
  public init(
    run: RunOptions = .init(), interval: Duration = .milliseconds(200), requestInterval: Duration = .seconds(1),
    maximumOutage: Duration = .seconds(1), lifetime: Duration = .seconds(3600)
  ) {
    self.run = run
    self.interval = interval
    self.requestInterval = requestInterval
    self.maximumOutage = maximumOutage
    self.lifetime = lifetime
  }
}
