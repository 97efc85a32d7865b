/// Whose turn it is to be watched, where fewer nodes are watched at once than there are. Pure: the same nodes, limits and
/// seed give the same turns.
///
/// Those come first that have waited longest, in an order by the seed where several have waited equally long: so every
/// node has its turn within ⌈n/`atOnce`⌉ turns, whenever one looks, as long as the nodes stay the same, and one that joins
/// has its turn next. As the order is another one every time, nodes meet others than before. Between the nodes of a turn
/// ``PairSampler`` draws the pairs, those first that no turn has had.
struct TurnRotation: Sendable {
  /// How many nodes have their turn together.
  let atOnce: Int
  /// How many of the ordered pairs between them are watched before a sample is drawn.
  let pairLimit: Int
  let seed: SampleSeed
  /// How many turns have been drawn.
  private(set) var taken = 0
  /// Every ordered pair that a turn has had.
  private(set) var pairs: Set<Subject> = []
  /// Node → the turn that it had last.
  private var last: [String: Int] = [:]

  init(atOnce: Int, pairLimit: Int, seed: SampleSeed) {
    self.atOnce = max(1, atOnce)
    self.pairLimit = pairLimit
    self.seed = seed
  }

  /// After how many turns each of so many nodes has had one.
  func turns(for nodes: Int) -> Int { max(1, (nodes + atOnce - 1) / atOnce) }

  /// The nodes and pairs of the next turn.
  mutating func next(_ nodes: [NodePlace]) -> PairSample {
    let chosen = choose(nodes.map(\.name))
    let taking = nodes.filter { chosen.contains($0.name) }
    let sample = PairSampler(nodes: taking, limit: pairLimit, seed: seed.after(taken)).draw(rather: pairs)
    for name in chosen { last[name] = taken }
    pairs.formUnion(sample.subjects(.crossNodePod))
    taken += 1
    return sample
  }

  private func choose(_ names: [String]) -> Set<String> {
    let waiting = Dictionary(grouping: names, by: { last[$0] ?? -1 }).sorted { $0.key < $1.key }
    var chosen: Set<String> = []
    for (_, names) in waiting where chosen.count < atOnce {
      let room = atOnce - chosen.count
      chosen.formUnion(
        names.count <= room
          ? names[...] : StableShuffle.shuffle(names.sorted(), key: "turn \(taken) of \(seed)").prefix(room))
    }
    return chosen
  }
}

extension SampleSeed {
  /// The seed of a turn: each draws what the night after the one before would.
  func after(_ turns: Int) -> SampleSeed {
    SampleSeed(description: description, night: night.addingReportingOverflow(turns).partialValue & .max)
  }
}
