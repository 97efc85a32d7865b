import Foundation
import Testing

@testable import Conformance

@Suite("Many runs together")
struct HistoryTests {
  /// A night's run of the recorded cluster.
  private func night(_ number: Int, _ change: (inout Rehearsal) -> Void = { _ in }) throws -> RunRecord {
    var record = try GateRecords.both(change)
    record.startedAt = GateRecords.day.addingTimeInterval(Double(number) * 86_400)
    record.runID = "night-\(number)"
    return record
  }

  private func history(_ records: [RunRecord]) -> History {
    History(records.map { RunDigest(path: "\($0.runID).json", record: $0) })
  }

  private func day(_ number: Int) -> Date { GateRecords.day.addingTimeInterval(Double(number) * 86_400) }

  @Test("nights without anything leave nothing but their number")
  func steady() throws {
    let history = history([try night(1), try night(0)])
    #expect(history.runs.map(\.runID) == ["night-0", "night-1"])
    #expect(history.cases.isEmpty)
    #expect(history.steady == (try night(0)).scenarios[0].cases.count)
  }

  @Test("a deviation: when it was first and last seen, how often, why, and whether it is still there")
  func deviation() throws {
    let broken: (inout Rehearsal) -> Void = { $0.see(.externalPing, .unreachable, Nodes.worker) }
    let gone = history([try night(0), try night(1, broken), try night(2, broken), try night(3)])
    let entry = try #require(gone.cases.first)
    #expect(gone.cases.count == 1 && entry.aspect == .externalPing && entry.subject == Nodes.worker)
    #expect(entry.firstDeviation == day(1) && entry.lastDeviation == day(2) && !entry.deviatesNow)
    #expect(entry.runs == 4 && entry.deviations == 2 && entry.changes == 2 && entry.flakiness == 0.5)
    #expect(!entry.causes.isEmpty)
    let open = history([try night(0), try night(1, broken)])
    #expect(open.cases.first?.deviatesNow == true)
  }

  @Test("a case that needs retries is flaky, although every run is green")
  func flaky() throws {
    let shaky = try night(1).changing(.crossNodePod, Nodes.masterToWorker) { $0.attempts = 2 }
    let history = history([try night(0), shaky, try night(2), try night(3)])
    let entry = try #require(history.cases.first)
    #expect(history.cases.count == 1 && entry.flaky == 1 && entry.flakiness == 0.25 && entry.deviations == 0)
    #expect(entry.firstDeviation == nil)
  }

  @Test("a night in which it could not be established is no change, and is counted")
  func inconclusive() throws {
    let open: (inout Rehearsal) -> Void = { $0.fail(.externalHTTPS, "no wget", Nodes.master) }
    let history = history([try night(0), try night(1, open), try night(2)])
    let entry = try #require(history.cases.first)
    #expect(entry.inconclusive == 1 && entry.changes == 0 && entry.runs == 3)
  }

  @Test("a copy of a record counts once and is named")
  func copies() throws {
    let record = try night(0)
    let history = History([
      RunDigest(path: "a/run.json", record: record), RunDigest(path: "b/run.json", record: record),
    ])
    #expect(history.runs.count == 1)
    #expect(history.skipped == ["b/run.json": "it is a copy of a/run.json"])
  }

  @Test("clusters are kept apart")
  func clusters() throws {
    let broken = try night(0) { $0.see(.externalPing, .unreachable, Nodes.worker) }
    var other = try night(1)
    other.cluster.context = "other"
    let history = history([broken, other])
    #expect(history.cases.map(\.context) == ["test"])
    #expect(history.cases.first?.deviatesNow == true)
  }
}
