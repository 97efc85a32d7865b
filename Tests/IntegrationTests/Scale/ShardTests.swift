import Conformance
import Foundation
import Lab
import Testing

extension LabTests {
  @Test("parts 1/2 and 2/2 of a run, joined, equal the whole in cases and verdicts")
  func shards() async throws {
    // A broken cluster, so that there is more to agree on than that everything conforms.
    try await LabRun.with(.vxlanDropped) {
      let whole = try await verify(nil)
      let parts = try await [verify(RunShard(index: 1, count: 2)), verify(RunShard(index: 2, count: 2))]
      let joined = try ShardMerge.merge(parts)
      let (left, right) = (whole.scenarios.flatMap(\.cases), joined.scenarios.flatMap(\.cases))
      #expect(!left.isEmpty && left.contains { $0.verdict == .deviates })
      #expect(left.map(\.aspect) == right.map(\.aspect) && left.map(\.subject) == right.map(\.subject))
      #expect(left.map(\.verdict) == right.map(\.verdict))
      #expect(left.map(\.prediction) == right.map(\.prediction))
      #expect(left.map { $0.diagnosis?.code } == right.map { $0.diagnosis?.code })
      #expect(joined.verdict == whole.verdict && joined.sample == whole.sample)
    }
  }

  /// The scenario that the lab is in, without changing it.
  private func verify(_ shard: RunShard?) async throws -> RunRecord {
    var options = RunOptions(plan: .detected)
    options.endpoints = ExternalEndpoints(httpsAddress: Lab.httpsAddress)
    options.podStartTimeout = Lab.podPatience
    options.sampling = SamplingOptions(seed: SampleSeed("2026-11-21"), shard: shard)
    let session = try await Session.open(client: try await SharedLab.shared.client(), options: options) { _ in }
    return await session.conduct {}
  }
}
