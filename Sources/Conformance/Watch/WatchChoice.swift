import Kubernetes

/// Who is watched first, and how the turns go on where there are more nodes than are watched at once. Pure.
struct WatchChoice: Sendable {
  /// Those who are watched first: all, where nodes take no turns.
  let first: Participants
  /// Whose turn is next; `nil` where nodes take none.
  private(set) var rotation: TurnRotation?
  /// The nodes that take turns, where not all may take part; `nil` where all may.
  private(set) var pool: Set<String>?
  /// How much is watched where nodes take turns.
  private(set) var coverage: WatchCoverage?

  /// Why a node was not watched that could have been.
  static let noTurn: Sentence = "its turn did not come before the watch ended"

  /// Decides. A part of a split run takes no turns: its nodes are a share of a sample that all parts agree on.
  ///
  /// - Throws: ``ScenarioError`` when nobody can take part, or when a zone could not be represented.
  init(_ read: (taking: [Node], skipped: [String: Sentence]), _ options: WatchOptions) throws {
    var pool = read
    let sampling = Self.sampling(options)
    if let limit = options.run.sampling.maximumNodes, read.taking.count > limit {
      let names = try NodeChoice.choose(read.taking.map(NodePlace.init), limit: limit, seed: sampling.seed)
      for name in read.taking.compactMap(\.metadata.name) where !names.contains(name) {
        pool.skipped[name] = NodeChoice.reason(limit: limit, of: read.taking.count)
      }
      pool.taking.removeAll { !names.contains($0.metadata.name ?? "") }
    }
    guard pool.taking.count > options.nodesAtOnce, sampling.shard == nil else {
      first = try Participants.choose(read, sampling)
      return
    }
    let places = pool.taking.map(NodePlace.init)
    var rotation = TurnRotation(atOnce: options.nodesAtOnce, pairLimit: sampling.pairLimit, seed: sampling.seed)
    coverage = WatchCoverage(
      rotation, nodes: places, turn: options.turn / .seconds(1), span: options.span / .seconds(1))
    let sample = rotation.next(places)
    let chosen = Set(sample.nodes)
    for name in places.map(\.name) where !chosen.contains(name) { pool.skipped[name] = Self.noTurn }
    first = Participants(
      nodes: pool.taking.filter { chosen.contains($0.metadata.name ?? "") }, skipped: pool.skipped, sample: sample)
    self.rotation = rotation
    if places.count < read.taking.count { self.pool = Set(places.map(\.name)) }
  }

  private static func sampling(_ options: WatchOptions) -> SamplingOptions {
    var sampling = options.run.sampling
    sampling.pairLimit = min(sampling.pairLimit, WatchOptions.pairLimit)
    sampling.maximumNodes = min(sampling.maximumNodes ?? .max, options.nodesAtOnce)
    return sampling
  }
}
