/// How much of a cluster is watched where its nodes take turns, and how sure that is to see what is broken.
///
/// A chance is the share of a kind's paths that is under watch: of a path that nobody knows to be broken, that is the
/// probability that it is watched. What is broken now and then is seen less often than it is watched.
public struct WatchCoverage: Sendable, Codable, Hashable {
  /// How many nodes are watched at once.
  public var nodesAtOnce: Int
  /// How many take turns.
  public var nodes: Int
  /// How many ordered pairs of nodes are watched at once.
  public var pairsAtOnce: Int
  /// How many there are.
  public var pairs: Int
  /// How long a turn is, in seconds.
  public var turnSeconds: Double
  /// Within how many seconds each node has its turn, with the nodes as they are.
  public var allNodesSeconds: Double
  /// What ``Chance/within`` is about, in seconds: how long the watch is to last.
  public var spanSeconds: Double
  /// The ways of a single node: to itself, to cluster DNS, to the API and outside.
  public var node: Chance
  /// The ways from a pod to another node.
  public var pair: Chance
  /// The ways by a Service to a pod on another node.
  public var service: Chance

  /// A share of paths, from 0 to 1.
  public struct Chance: Sendable, Codable, Hashable {
    /// At a moment.
    public var now: Double
    /// Within the span.
    public var within: Double

    /// Makes a chance.
    public init(now: Double, within: Double) {
      self.now = now
      self.within = within
    }
  }
}

extension WatchCoverage {
  /// As many turns as a watch can take are looked through.
  private static let mostTurns = 1500

  /// What the turns to come cover, found by taking them on paper.
  ///
  /// - Parameters:
  ///   - rotation: One that has drawn no turn yet.
  ///   - turn: How long a turn is, in seconds.
  ///   - span: How long the watch is to last, in seconds.
  init(_ rotation: TurnRotation, nodes places: [NodePlace], turn: Double, span: Double) {
    var rotation = rotation
    let turns = Int(min(Double(Self.mostTurns), max(1, (span / turn).rounded(.up))))
    var (seen, served): (Set<String>, Set<Subject>) = ([], [])
    var first: (nodes: Int, pairs: Int, services: Int)?
    for _ in 0..<turns {
      let sample = rotation.next(places)
      let services = sample.subjects(.crossNodeService)
      first = first ?? (sample.nodes.count, sample.tested, services.count)
      seen.formUnion(sample.nodes)
      served.formUnion(services)
    }
    let possible = places.count * max(0, places.count - 1)
    func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 1 : Double(part) / Double(whole) }
    (nodesAtOnce, self.nodes) = (first?.nodes ?? 0, places.count)
    (pairsAtOnce, pairs) = (first?.pairs ?? 0, possible)
    (turnSeconds, spanSeconds) = (turn, span)
    allNodesSeconds = Double(rotation.turns(for: places.count)) * turn
    node = Chance(now: share(nodesAtOnce, of: places.count), within: share(seen.count, of: places.count))
    pair = Chance(now: share(pairsAtOnce, of: possible), within: share(rotation.pairs.count, of: possible))
    service = Chance(now: share(first?.services ?? 0, of: possible), within: share(served.count, of: possible))
  }
}
