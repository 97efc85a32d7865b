import Foundation
import Kubernetes
import Lab
import Synchronization
import Testing

@testable import Conformance

/// A watch of a simulated cluster that is larger than what is watched at once.
extension SimulationTests {
  /// Counts the turns that were told of.
  private final class Told: Sendable {
    private let state = Mutex((turns: 0, failures: 0, coverage: WatchCoverage?.none))

    var coverage: WatchCoverage? { state.withLock { $0.coverage } }

    func take(_ progress: WatchProgress) {
      state.withLock { state in
        switch progress {
        case .covering(let coverage): state.coverage = coverage
        case .note(let text) where text.contains("it could not begin"): state.failures += 1
        case .note(let text) where text.text.hasPrefix("turn \(state.turns + 1): "): state.turns += 1
        default: break
        }
      }
    }

    /// Waits until a turn has begun; a test that waits in vain fails by what it finds then.
    func wait(for turn: Int) async { await wait { $0.turns >= turn } }

    /// Waits until a turn could not begin.
    func waitForFailure() async { await wait { $0.failures > 0 } }

    private func wait(
      until isThere: ((turns: Int, failures: Int, coverage: WatchCoverage?)) -> Bool
    ) async {
      let deadline = ContinuousClock.now + .seconds(150)
      while !Task.isCancelled, ContinuousClock.now < deadline, !state.withLock({ isThere($0) }) {
        try? await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  private static let sampling = SamplingOptions(pairLimit: 24, seed: SampleSeed("7"))

  /// - Parameter outage: How long an outage is accepted; where nothing is broken, a busy machine must not make one.
  private func options(atOnce: Int, kept: Int = 10, outage: Duration = .seconds(60)) -> WatchOptions {
    var run = RunOptions(probeTimeoutSeconds: 1)
    run.sampling = Self.sampling
    var options = WatchOptions(
      run: run, interval: .milliseconds(500), requestInterval: .seconds(2), maximumOutage: outage,
      lifetime: .seconds(240), turn: .seconds(6), span: .seconds(60))
    options.nodesAtOnce = atOnce
    options.keptLimit = kept
    return options
  }

  /// The nodes and pairs of the turns to come.
  private func turns(_ client: KubernetesClient, atOnce: Int, _ count: Int) async throws -> [PairSample] {
    let places = try await client.list(Node.self, .nodes).items.map(NodePlace.init)
    var rotation = TurnRotation(atOnce: atOnce, pairLimit: 24, seed: Self.sampling.seed)
    return (0..<count).map { _ in rotation.next(places) }
  }

  private func tunnelled(_ record: WatchRecord, _ subjects: Set<Subject>) -> [WatchedPath] {
    record.paths.filter { $0.aspect == .crossNodePod && $0.part == "ping" && subjects.contains($0.subject) }
  }

  @Test("every node has its turn, none of them hides a gap, and nothing of it is left")
  func everyTurn() async throws {
    let simulation = try await Simulation.start(nodes: 28, seed: 1, faults: [])
    let client = try client(simulation)
    let told = Told()
    let record = try await Watch(client: client, options: options(atOnce: 7)) { told.take($0) }.run { _ in
      await told.wait(for: 5)
      try? await Task.sleep(for: .seconds(3))
      return nil
    }
    let left = try await client.list(Pod.self, .pods(), labelSelector: RunLabels.selector(run: record.runID)).items
    let expected = try await turns(client, atOnce: 7, 5)
    await simulation.stop()
    #expect(left.isEmpty)
    let turns = try #require(record.turns)
    #expect(turns.map(\.number) == [1, 2, 3, 4, 5])
    #expect(turns.map(\.nodes) == expected.map(\.nodes) && turns.map(\.targets) == expected.map(\.targets))
    #expect(Set(turns.prefix(4).flatMap(\.nodes)).count == 28)
    for (turn, next) in zip(turns, turns.dropFirst()) { #expect(turn.ended == next.began && turn.began < turn.ended) }
    #expect(record.nodesWithoutTurn == 0 && record.unwatched.isEmpty && record.cluster.nodes.count == 28)
    #expect(record.watched?.allSatisfy { $0.seconds > 0 } == true)
    #expect(record.verdict == .conforms, "\(record.paths.filter { ![.conforms, .notApplicable].contains($0.verdict) })")
    #expect(record.events.filter { $0.kind == .turn }.count == 5)
    // The watch's own pods come and go with their turns.
    #expect(record.events.allSatisfy { $0.kind != .probePod }, "\(record.events)")
    #expect(told.coverage == record.coverage && record.coverage?.allNodesSeconds == 24)
  }

  @Test("an outage across a turn's end goes on under watch; what does not fit in is told as not over")
  func outageAcrossTurns() async throws {
    let simulation = try await Simulation.start(nodes: 40, seed: 1, faults: [])
    let client = try client(simulation)
    let first = try await turns(client, atOnce: 8, 1)[0]
    // The first two run the cluster DNS.
    let broken = try #require(first.nodes.first { !["node-0000", "node-0001"].contains($0) })
    let touched = Set(first.subjects(.crossNodePod).filter { $0.source == broken || $0.target == broken })
    let told = Told()
    let record = try await Watch(client: client, options: options(atOnce: 8, kept: 2, outage: .seconds(2))) {
      told.take($0)
    }.run { _ in
      await told.wait(for: 1)
      simulation.set(.tunnelBlocked, at: broken, active: true)
      await told.wait(for: 2)
      try? await Task.sleep(for: .seconds(1))
      simulation.set(.tunnelBlocked, at: broken, active: false)
      await told.wait(for: 3)
      try? await Task.sleep(for: .seconds(3))
      return nil
    }
    await simulation.stop()
    let turns = try #require(record.turns)
    #expect(touched.count >= 4 && Set(turns[0].failing).isSuperset(of: touched))
    let kept = Set(turns[1].kept)
    #expect(kept.count == 2 && kept.isSubset(of: turns[0].failing))
    let paths = tunnelled(record, touched)
    #expect(paths.count == touched.count && paths.allSatisfy { $0.verdict == .deviates })
    for path in paths {
      let outage = try #require(path.log.longestOutage)
      if kept.contains(path.subject) {
        #expect(outage.isOver && !outage.isAtLeast && outage.ended > turns[1].began, "\(path)")
      } else {
        #expect(!outage.isOver && outage.outlastedTurn == true && outage.ended <= turns[1].began + 1, "\(path)")
      }
    }
    let watched = try #require(record.watched)
    // Those that stayed were watched for two turns, in which the pods of their own one did it.
    for one in watched where kept.contains(one.subject) && one.turns == [1] {
      #expect(one.seconds > turns[0].ended - turns[0].began)
    }
    #expect(record.verdict == .deviates)
    let elsewhere = record.paths.filter { $0.aspect == .crossNodePod && !touched.contains($0.subject) }
    #expect(elsewhere.allSatisfy { $0.verdict == .conforms }, "\(elsewhere.filter { $0.verdict != .conforms })")
    #expect(!elsewhere.isEmpty)
  }

  @Test("a node that is removed during its turn: told, never fine, and the turns go on without it")
  func removedNode() async throws {
    let simulation = try await Simulation.start(nodes: 40, seed: 1, faults: [])
    let client = try client(simulation)
    let first = try await turns(client, atOnce: 8, 1)[0]
    let removed = try #require(first.nodes.first { !["node-0000", "node-0001"].contains($0) })
    let touched = Set(first.subjects(.crossNodePod).filter { $0.target == removed })
    let told = Told()
    let record = try await Watch(client: client, options: options(atOnce: 8, outage: .seconds(2))) { told.take($0) }.run
    { _ in
      await told.wait(for: 1)
      simulation.removeNode(removed)
      await told.wait(for: 4)
      try? await Task.sleep(for: .seconds(3))
      return nil
    }
    await simulation.stop()
    let turns = try #require(record.turns)
    #expect(turns.count == 4 && turns.dropFirst().allSatisfy { !$0.nodes.contains(removed) })
    #expect(record.events.contains { $0.kind == .node && $0.object == removed && $0.text == "is gone" })
    #expect(Set(turns[0].failing).isSuperset(of: touched) && turns[1].kept.allSatisfy { !touched.contains($0) })
    let paths = tunnelled(record, touched)
    #expect(!paths.isEmpty && paths.allSatisfy { $0.verdict == .deviates && $0.log.longestOutage?.isOver == false })
    let own = record.paths.filter { $0.subject.source == removed && $0.isExpectedToWork == true }
    #expect(!own.isEmpty && own.allSatisfy { $0.verdict != .conforms }, "\(own.filter { $0.verdict == .conforms })")
    #expect(record.interruption == nil && record.verdict == .deviates)
    #expect(Set(turns.flatMap(\.nodes)).count == 32 && record.nodesWithoutTurn == 8)
  }

  @Test("as many nodes as are watched at once take no turns, whatever the time")
  func noTurns() async throws {
    let simulation = try await Simulation.start(nodes: 8, seed: 1, faults: [])
    let client = try client(simulation)
    var options = options(atOnce: 8)
    options.turn = .seconds(1)
    let record = try await Watch(client: client, options: options) { _ in }.run { _ in
      try? await Task.sleep(for: .seconds(4))
      return nil
    }
    await simulation.stop()
    #expect(record.turns == nil && record.coverage == nil && record.watched == nil && record.verdict == .conforms)
    #expect(record.events.allSatisfy { $0.kind != .turn } && record.cluster.nodes.count == 8)
    #expect(Set(record.paths.compactMap(\.subject.target)).count == 8)
  }

  @Test("a turn that cannot begin leaves the one before under watch, and begins when it can")
  func notBegun() async throws {
    let simulation = try await Simulation.start(nodes: 24, seed: 1, faults: [])
    let client = try client(simulation)
    let expected = try await turns(client, atOnce: 8, 2)
    let names = try await client.list(Node.self, .nodes).items.compactMap(\.metadata.name)
    let told = Told()
    let record = try await Watch(client: client, options: options(atOnce: 8)) { told.take($0) }.run { _ in
      await told.wait(for: 1)
      // Sessions that are open stay open.
      for name in names { simulation.set(.execBroken, at: name, active: true) }
      await told.waitForFailure()
      for name in names { simulation.set(.execBroken, at: name, active: false) }
      await told.wait(for: 2)
      try? await Task.sleep(for: .seconds(3))
      return nil
    }
    let left = try await client.list(Pod.self, .pods(), labelSelector: RunLabels.selector(run: record.runID)).items
    await simulation.stop()
    #expect(left.isEmpty)
    let turns = try #require(record.turns)
    #expect(turns.count == 2 && turns.map(\.nodes) == expected.map(\.nodes) && turns[0].ended == turns[1].began)
    let failed = record.events.filter { $0.kind == .turn && $0.text.contains("it could not begin") }
    #expect(failed.count == 1 && failed.allSatisfy { $0.object == "2" && $0.at < turns[0].ended })
    // The first turn's nodes were watched until the second one began.
    let nodes = Set(turns[0].nodes)
    for one in record.watched ?? [] where one.subject.target == nil && nodes.contains(one.subject.source) {
      #expect(one.seconds > (failed.first?.at ?? .infinity) - turns[0].began, "\(one)")
    }
    #expect(record.verdict == .conforms)
  }
}
