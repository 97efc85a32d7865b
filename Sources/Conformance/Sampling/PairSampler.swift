/// Draws the ordered pairs of nodes that a run probes. Pure: the same nodes, limit and seed give the same sample.
///
/// Up to `limit` pairs, all are probed. Above, the nodes are put on a circle, in an order that depends on their names
/// only, and a sample is made of steps around it: the step `d` pairs every node with the one `d` places on, so that each
/// step makes every node source once and target once, and all steps from 1 to n−1 together are all pairs. A night takes
/// `perNode` steps, the next night the next ones; so ⌈(n−1)/perNode⌉ successive nights probe every pair, as long as the
/// nodes stay the same. Pairs of zones that the night's steps miss are added, and pairs of subnets while there are no more
/// of them than pairs may be probed.
struct PairSampler: Sendable {
  /// How many pairs are probed before a sample is drawn: about ten nodes, each with every other.
  static let defaultLimit = 90
  /// How often a node is source, and how often target, at the least. This stands above the limit: a node that is probed
  /// from one other only cannot be told from that other's fault.
  static let leastPerNode = 2

  let nodes: [NodePlace]
  let limit: Int
  let seed: SampleSeed
  /// The nodes in an order that does not depend on that of the API, and mixes zones that names keep together.
  private let circle: [NodePlace]
  let zonePairs: Set<Pair>
  let subnetPairs: Set<Pair>

  /// Makes a sampler of nodes with different names.
  init(nodes: [NodePlace], limit: Int, seed: SampleSeed) {
    self.nodes = nodes
    self.limit = limit
    self.seed = seed
    let sorted = nodes.sorted { $0.name < $1.name }
    circle = StableShuffle.shuffle(sorted, key: sorted.map(\.name).joined(separator: "\n"))
    zonePairs = Self.groupPairs(nodes.map(\.zone))
    subnetPairs = Self.groupPairs(nodes.map(\.subnet))
  }

  /// The night's sample.
  ///
  /// - Parameter seen: Pairs that have been probed already: steps with fewer of them are taken rather than others.
  func draw(rather seen: Set<Subject> = []) -> PairSample {
    let names = nodes.map(\.name)
    var sample = PairSample(
      seed: seed.description, limit: limit, possible: possible, drawn: possible, nightsToCoverAll: 1,
      subnetPairsLeftOut: 0,
      nodes: names, targets: [:], serviceTargets: names)
    guard possible > limit, perNode < names.count - 1 else {
      sample.targets = Dictionary(
        names.map { name in (name, names.filter { $0 != name }) }, uniquingKeysWith: { first, _ in first })
      return sample
    }
    var pairs = circulant(rather: seen)
    cover(by: \.zone, &pairs)
    if coversSubnets { cover(by: \.subnet, &pairs) }
    sample.subnetPairsLeftOut = missing(\.subnet, in: pairs).count
    let place = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let drawn = Dictionary(grouping: pairs, by: { circle[$0.from].name })
    sample.targets = drawn.mapValues { pairs in
      pairs.map { circle[$0.to].name }.sorted { (place[$0] ?? 0) < (place[$1] ?? 0) }
    }
    sample.drawn = pairs.count
    sample.nightsToCoverAll = nights
    sample.serviceTargets = services(place)
    return sample
  }

  /// How many ordered pairs the nodes form.
  var possible: Int { nodes.count * max(0, nodes.count - 1) }

  /// How many steps around the circle a night takes.
  var perNode: Int {
    let groups = zonePairs.count + (coversSubnets ? subnetPairs.count : 0)
    return max(Self.leastPerNode, (limit - groups) / max(1, nodes.count))
  }

  /// More pairs of subnets than pairs may be probed cannot all be covered in one night.
  private var coversSubnets: Bool {
    subnetPairs.count <= max(limit, Self.leastPerNode * nodes.count)
  }

  /// After how many nights the steps come again.
  var nights: Int { (nodes.count - 1 + perNode - 1) / perNode }

  private struct Step: Hashable {
    var from: Int
    var to: Int
  }

  private func circulant(rather seen: Set<Subject>) -> Set<Step> {
    let count = nodes.count
    let steps = StableShuffle.shuffle(Array(1..<count), key: "steps of \(count)")
    let first = (seed.night % nights) * perNode
    func pairs(_ step: Int) -> [Step] { (0..<count).map { Step(from: $0, to: ($0 + step) % count) } }
    var next = (0..<steps.count).map { steps[(first + $0) % steps.count] }
    if !seen.isEmpty {
      let known = next.map { step in
        pairs(step).count { seen.contains(.pair(from: circle[$0.from].name, to: circle[$0.to].name)) }
      }
      next = next.indices.sorted { (known[$0], $0) < (known[$1], $1) }.map { next[$0] }
    }
    return Set(next.prefix(perNode).flatMap(pairs))
  }

  /// Two groups of nodes, in order.
  struct Pair: Hashable, Comparable {
    var from: String
    var to: String
    init(_ from: String, _ to: String) {
      self.from = from
      self.to = to
    }
    static func < (left: Pair, right: Pair) -> Bool { (left.from, left.to) < (right.from, right.to) }
  }

  /// Every ordered pair of groups that nodes can form; one of a group with itself needs two nodes in it.
  private static func groupPairs(_ groups: [String?]) -> Set<Pair> {
    let sizes = Dictionary(groups.map { ($0 ?? "", 1) }, uniquingKeysWith: +)
    return Set(
      sizes.keys.flatMap { from in
        sizes.keys.filter { $0 != from || sizes[from, default: 0] > 1 }.map { Pair(from, $0) }
      })
  }

  private func missing(_ group: (NodePlace) -> String?, in pairs: Set<Step>) -> [Pair] {
    let seen = Set(pairs.map { Pair(group(circle[$0.from]) ?? "", group(circle[$0.to]) ?? "") })
    return Self.groupPairs(circle.map(group)).subtracting(seen).sorted()
  }

  /// Adds a pair of nodes for every pair of groups that has none, another one every night.
  private func cover(by group: (NodePlace) -> String?, _ pairs: inout Set<Step>) {
    let members = Dictionary(grouping: circle.indices, by: { group(circle[$0]) ?? "" })
    for missing in missing(group, in: pairs) {
      let sources = members[missing.from] ?? []
      let from = sources[seed.night % sources.count]
      let others = (members[missing.to] ?? []).filter { $0 != from }
      pairs.insert(Step(from: from, to: others[seed.night / sources.count % others.count]))
    }
  }

  /// How many nodes get a Service in a night.
  var servedCount: Int { min(nodes.count, max(1, limit)) }

  /// As many nodes as pairs are allowed, the next ones every night.
  private func services(_ place: [String: Int]) -> [String] {
    let count = servedCount
    let first = seed.night % nodes.count * count
    return (0..<count).map { circle[(first + $0) % circle.count].name }
      .sorted { (place[$0] ?? 0) < (place[$1] ?? 0) }
  }
}
