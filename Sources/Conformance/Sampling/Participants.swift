import Kubernetes

/// The nodes that take part in a run, the others with the reason, and the pairs that are probed.
struct Participants: Sendable {
  var nodes: [Node]
  /// Node → why it takes no part.
  var skipped: [String: Sentence]
  var sample: PairSample

  /// Decides who takes part.
  ///
  /// - Throws: ``ScenarioError`` when nobody can, or when a zone could not be represented.
  static func choose(
    _ read: (taking: [Node], skipped: [String: Sentence]), _ options: SamplingOptions
  ) throws -> Participants {
    var (nodes, skipped) = read
    guard !nodes.isEmpty else {
      let reasons = skipped.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
      throw ScenarioError("No node can take part (\(reasons)). Check `kubectl get nodes`.")
    }
    if let limit = options.maximumNodes, nodes.count > limit {
      let chosen = try NodeChoice.choose(nodes.map(NodePlace.init), limit: limit, seed: options.seed)
      let count = nodes.count
      for name in nodes.compactMap(\.metadata.name) where !chosen.contains(name) {
        skipped[name] = NodeChoice.reason(limit: limit, of: count)
      }
      nodes.removeAll { !chosen.contains($0.metadata.name ?? "") }
    }
    let sample = draw(nodes.map(NodePlace.init), options)
    guard let shard = options.shard else { return Participants(nodes: nodes, skipped: skipped, sample: sample) }
    let part = sample.part(shard)
    guard !part.nodes.isEmpty else {
      throw ScenarioError("--shard \(shard): the cluster has only \(nodes.count) nodes that take part.")
    }
    return Participants(nodes: nodes, skipped: skipped, sample: part)
  }

  /// The night's sample, and how sure it is.
  static func draw(_ places: [NodePlace], _ options: SamplingOptions) -> PairSample {
    var sampler = PairSampler(nodes: places, limit: options.pairLimit, seed: options.seed)
    if let aim = options.aim {
      sampler = PairSampler(nodes: places, limit: sampler.limit(for: aim), seed: options.seed)
    }
    var sample = sampler.draw()
    if !sample.isWhole { sample.confidence = sampler.confidence(within: options.confidenceNights) }
    return sample
  }
}
