import Foundation

/// How much of a large cluster a run probes.
public struct SamplingOptions: Sendable, Hashable {
  /// How many nodes may take part; `nil` means all.
  public var maximumNodes: Int?
  /// How many ordered pairs of nodes are probed before a sample is drawn.
  public var pairLimit: Int
  /// How sure a sample must be, in place of a limit.
  public var aim: SampleAim?
  /// How many nights the confidence of a sample is told for.
  public var confidenceNights: Int
  /// The night that a sample is drawn for.
  public var seed: SampleSeed
  /// Which part of a split run this is; `nil` for the whole.
  public var shard: RunShard?

  /// Makes options; the defaults probe every pair of about ten nodes, and draw today's sample (UTC) of more.
  public init(
    maximumNodes: Int? = nil, pairLimit: Int? = nil, aim: SampleAim? = nil,
    confidenceNights: Int = SampleConfidence.defaultNights, seed: SampleSeed? = nil, shard: RunShard? = nil
  ) {
    self.aim = aim
    self.confidenceNights = aim?.nights ?? confidenceNights
    self.maximumNodes = maximumNodes
    self.pairLimit = pairLimit ?? PairSampler.defaultLimit
    self.seed = seed ?? SampleSeed(Date())
    self.shard = shard
  }
}
