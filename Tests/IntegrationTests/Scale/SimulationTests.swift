import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

/// Larger clusters than the lab's, on paper: the same path as a real run, over TLS on loopback.
@Suite("Simulated clusters", .serialized)
struct SimulationTests {
  /// A client of a simulated cluster.
  func client(_ simulation: Simulation) throws -> KubernetesClient {
    let file = FileManager.default.temporaryDirectory.appending(path: "netproof-simulated-\(UUID().uuidString)")
    try Data(simulation.kubeconfig.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let kubeconfig = try Kubeconfig.load(path: file.path, environment: [:], homeDirectory: NSHomeDirectory())
    return try KubernetesClient(connection: try kubeconfig.connection(context: nil))
  }

  private func run(_ simulation: Simulation, _ sampling: SamplingOptions) async throws -> RunRecord {
    let client = try client(simulation)
    var options = RunOptions()
    options.probeTimeoutSeconds = 1
    options.retries = 0
    options.sampling = sampling
    if let shard = sampling.shard { options.guest.namespace = shard.namespace }
    let session = try await Session.open(client: client, options: options) { _ in }
    return await session.conduct {}
  }

  private func check(_ record: RunRecord, _ simulation: Simulation) throws {
    #expect(record.interruption == nil && record.scenarios.map(\.scenario) == [.both])
    let pairs = try #require(record.sample).targets
    var found = 0
    for entry in record.scenarios.flatMap(\.cases) {
      let isBroken = simulation.faults.contains {
        $0.touches(
          aspect: entry.aspect.rawValue, from: entry.subject.source, to: entry.subject.target, pairs: pairs)
      }
      // What no rule predicts because facts are missing is told, too.
      let isRed = entry.isRed || entry.verdict == .unpredicted
      #expect(isRed == isBroken, "\(entry.aspect.rawValue) \(entry.subject): \(entry.verdict): \(entry.explanation)")
      if isRed { found += 1 }
    }
    #expect(found > 0)
  }

  @Test("thirty nodes are sampled, every sprinkled fault is found in the cells that it touches, and nothing else")
  func sampled() async throws {
    let simulation = try await Simulation.start(nodes: 30, seed: 3)
    let record = try await run(simulation, SamplingOptions(seed: SampleSeed("2026-11-21")))
    await simulation.stop()
    let sample = try #require(record.sample)
    #expect(!sample.isWhole && sample.possible == 870 && record.cluster.nodes.count == 30)
    #expect(Set(record.scenarios.flatMap(\.cases).compactMap(\.subject.target)).count == 30)
    try check(record, simulation)
    #expect(Set(simulation.faults.map(\.kind)) == Set(SimulatedFault.Kind.allCases))
    // One exec per client pod and one more for each that traces, which eight may at the most; one watch for all pods, and no
    // look at a single pod but at the targets of broken paths.
    #expect((30...38).contains(simulation.requests["exec in probe pods"] ?? 0))
    #expect(simulation.requests["watch pods", default: 0] <= 1)
    let broken = record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }.map(\.subject)
    let targets = Set(broken.map { $0.target ?? $0.source })
    #expect((1...targets.count).contains(simulation.requests["get pods", default: 0]), "\(simulation.requests)")
  }

  @Test("the parts of a split run, joined, equal the whole in cases and verdicts")
  func shards() async throws {
    let simulation = try await Simulation.start(nodes: 12, seed: 5)
    let seed = SampleSeed("7")
    let whole = try await run(simulation, SamplingOptions(pairLimit: 40, seed: seed))
    // Side by side, as the pods of an Indexed Job run.
    let parts = try await withThrowingTaskGroup(of: RunRecord.self) { group in
      for index in 1...3 {
        let shard = RunShard(index: index, count: 3)
        group.addTask { try await run(simulation, SamplingOptions(pairLimit: 40, seed: seed, shard: shard)) }
      }
      return try await group.reduce(into: [RunRecord]()) { $0.append($1) }
    }
    await simulation.stop()
    let joined = try ShardMerge.merge(parts)
    try check(joined, simulation)
    let (left, right) = (whole.scenarios.flatMap(\.cases), joined.scenarios.flatMap(\.cases))
    #expect(left.map(\.aspect) == right.map(\.aspect) && left.map(\.subject) == right.map(\.subject))
    #expect(left.map(\.verdict) == right.map(\.verdict))
    #expect(left.map(\.prediction) == right.map(\.prediction))
    #expect(joined.sample == whole.sample && joined.verdict == whole.verdict)
    #expect(joined.cluster.nodes == whole.cluster.nodes)
  }
}
