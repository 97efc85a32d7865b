/// In the record an observation has its `obstacle` beside its result.
extension Observation: Codable {
  private enum CodingKeys: String, CodingKey { case result, obstacle, evidence, seconds, latencies, ttls, samples }

  /// Reads an observation. Records from before obstacles were kept tell them in words only, which were always the same.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(Result.self, forKey: .result),
      obstacle: try values.decodeIfPresent(Obstacle.self, forKey: .obstacle),
      evidence: try values.decode([Evidence].self, forKey: .evidence),
      seconds: try values.decode(Double.self, forKey: .seconds),
      latencies: try values.decode([Latency].self, forKey: .latencies),
      ttls: try values.decodeIfPresent([AnswerTTL].self, forKey: .ttls) ?? [])
    samples = try values.decodeIfPresent(PathSamples.self, forKey: .samples)
    if obstacle == nil, case .notMeasured(let reason) = result { obstacle = Obstacle(olderWords: reason.text) }
  }

  /// Writes the observation.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(result, forKey: .result)
    try values.encodeIfPresent(obstacle, forKey: .obstacle)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(latencies, forKey: .latencies)
    if !ttls.isEmpty { try values.encode(ttls, forKey: .ttls) }
    try values.encodeIfPresent(samples, forKey: .samples)
  }
}

extension Obstacle {
  /// The obstacle that an older record's words tell of.
  init?(olderWords reason: String) {
    let words: [(String, Obstacle)] = [
      ("the cluster changed during the run", .clusterChanged),
      ("the Cilium agent does not start", .agentDoesNotStart),
      ("the Cilium agent does not answer", .agentSilent), ("a probe pod is not running", .podNotRunning),
      ("error dialing backend", .kubeletUnreachable),
      ("has no IPv4 address", .noAddress), ("has no IPv6 address", .noAddress),
    ]
    guard let known = words.first(where: { reason.contains($0.0) }) else { return nil }
    self = known.1
  }
}
