/// One part of a run that is split by source node, to be joined again by ``ShardMerge``.
public struct RunShard: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Which part, from 1 on.
  public var index: Int
  /// How many parts there are.
  public var count: Int
  /// Which run it is a part of, so that parts of two runs are not joined; `nil` where nobody has said it.
  public var run: String?

  /// Where an Indexed Job tells each of its pods which part it is, from 0 on (Kubernetes, “Indexed Job for Parallel
  /// Processing with Static Work Assignment”).
  public static let completionIndexVariable = "JOB_COMPLETION_INDEX"

  /// Where ``RunnerOptions/parts`` tells each pod its Job's UID, which is the run's name: every part has it, and no other
  /// run.
  public static let runVariable = "NETPROOF_JOB_UID"

  /// In how many parts a run in the cluster can sensibly be split: each has a namespace, a pod and reports of its own.
  public static let counts = 2...999

  /// Makes a part; `nil` unless `1 ≤ index ≤ count`.
  public init?(index: Int, count: Int, run: String? = nil) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
    self.run = run
  }

  /// All parts of a run that is split into so many.
  public static func all(of count: Int) -> [RunShard] {
    (0..<max(0, count)).compactMap { RunShard(index: $0 + 1, count: count) }
  }

  /// Reads `2/3`, or `auto/3`, which takes the part from the environment of an Indexed Job's pod.
  ///
  /// - Parameter run: the run's name; that of the environment if not given.
  public init?(_ text: String, environment: [String: String], run: String? = nil) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[1]) else { return nil }
    let completion = environment[Self.completionIndexVariable].flatMap { Int($0) }
    guard let index = parts[0] == "auto" ? completion.map({ $0 + 1 }) : Int(parts[0]) else { return nil }
    let told = environment[Self.runVariable].flatMap { $0.isEmpty ? nil : $0 }
    self.init(index: index, count: count, run: run ?? told)
  }

  /// `2/3`.
  public var description: String { "\(index)/\(count)" }

  /// Where the part lives unless a namespace is named, for example `netproof-2-of-3`: in one of its own, because the
  /// Lease that keeps runs apart is the namespace's, and the parts of a run go on side by side.
  public var namespace: String { "\(GuestOptions.defaultNamespace)-\(slug)" }

  /// The part in a name of a namespace or a folder: `2-of-3`.
  public var slug: String { "\(index)-of-\(count)" }

  /// Whether the node at this place, in the order of names, is a source of this part.
  func holds(place: Int) -> Bool { place % count == index - 1 }
}

extension PairSample {
  /// The part of the sample whose sources belong to the shard.
  func part(_ shard: RunShard) -> PairSample {
    var part = self
    part.shard = shard
    let own = Set(nodes.sorted().enumerated().filter { shard.holds(place: $0.offset) }.map(\.element))
    part.nodes = nodes.filter(own.contains)
    part.targets = targets.filter { own.contains($0.key) }
    return part
  }

  /// The nodes that anything is sent from or to.
  var involved: Set<String> { Set(nodes).union(targets.values.joined()) }

  /// The nodes whose counters are read. A part leaves those that it only asks to the part that sends from them, at the
  /// same time: what that one makes Cilium drop there only that one can account for.
  var counted: Set<String> { shard == nil ? involved : Set(nodes) }
}
