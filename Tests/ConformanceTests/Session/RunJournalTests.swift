import Foundation
import Kubernetes
import Synchronization
import Testing

@testable import Conformance

@Suite("The run's journal")
struct RunJournalTests {
  @Test("every step is told in order; a scenario that goes on replaces itself, and is there before it has cases")
  func steps() async throws {
    let states = Mutex<[RunRecord]>([])
    var record = try ExampleRun.asPredicted([])
    record.finishedAt = nil
    let journal = RunJournal(record) { state in states.withLock { $0.append(state) } }
    var scenario = ScenarioRecord(scenario: .both, devices: nil, startedAt: .now)
    await journal.update(scenario)
    scenario.phases = [.init(name: "probe", seconds: 1)]
    await journal.update(scenario)
    await journal.update(ScenarioRecord(scenario: .auto, devices: nil, startedAt: .now))
    await journal.note("a note")
    await journal.interrupt("SIGTERM")
    await journal.interrupt("later")
    await journal.finish(RunCost(ClientCost(calls: 3))) { _ in [] }
    let seen = states.withLock { $0 }
    #expect(seen.map(\.scenarios.count) == [0, 1, 1, 2, 2, 2, 2, 2])
    #expect(seen[2].scenarios[0].phases.count == 1)
    #expect(seen.map(\.interruption) == [nil, nil, nil, nil, nil, "SIGTERM", "SIGTERM", "SIGTERM"])
    #expect(seen.map { $0.finishedAt == nil } == [true, true, true, true, true, true, true, false])
    #expect(seen.allSatisfy { $0.verdict != .conforms })
    #expect(await journal.record == seen.last && seen.last?.cost?.calls == 3)
  }
}
