import Conformance
import Foundation
import Synchronization
import Testing

@testable import Reports

@Suite("The record while a run goes on")
struct GrowingRecordFileTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("after every step the file is whole, readable and not green")
  func steps() throws {
    try withFolder { folder in
      let file = GrowingRecordFile(directory: folder.path) { Issue.record($0) }
      var record = SampleRecord.empty
      for scenario in [nil, SampleRecord.physicalOnly, SampleRecord.both] {
        if let scenario { record.scenarios.append(scenario) }
        file.save(record)
        let read = try RunRecordFile.read(folder.appendingPathComponent("run.json").path)
        #expect(read == record && read.verdict != .conforms)
        #expect(read.incompleteness != nil)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.json"])
    }
  }

  @Test("a step that only names a phase waits while writing takes more than its share of the time")
  func waiting() {
    var record = SampleRecord.empty
    record.scenarios = [SampleRecord.physicalOnly]
    record.scenarios[0].finishedAt = nil
    let written = GrowingRecordFile.Content(record)
    record.scenarios[0].phases.append(.init(name: "probe", seconds: 1))
    let step = GrowingRecordFile.Content(record)
    #expect(step.canWait(after: written, took: .milliseconds(100), ago: .seconds(1)))
    #expect(!step.canWait(after: written, took: .milliseconds(100), ago: .seconds(2)))
    #expect(!step.canWait(after: nil, took: .seconds(9), ago: .zero))
    record.finishedAt = record.startedAt
    #expect(
      GrowingRecordFile.Content(record).canWait(after: written, took: .seconds(9), ago: .zero),
      "the reports, of which the record is one, are written next")
    record.finishedAt = nil
    for change in [
      { (record: inout RunRecord) in record.scenarios[0].cases.removeLast() },
      { record in record.notes.append("something") }, { record in record.scenarios.append(SampleRecord.both) },
      { record in record.interruption = "killed" }, { record in record.scenarios[0].finishedAt = record.startedAt },
    ] {
      var changed = record
      change(&changed)
      #expect(
        !GrowingRecordFile.Content(changed).canWait(after: written, took: .seconds(9), ago: .zero), "there is news")
    }
  }

  @Test("reports of an earlier run do not stay beside the record of one that may be killed")
  func earlier() throws {
    try withFolder { folder in
      try ReportDirectory.write(record: SampleRecord.record, to: folder.path)
      try Data().write(to: folder.appendingPathComponent("mine.txt"))
      GrowingRecordFile(directory: folder.path) { Issue.record($0) }.save(SampleRecord.empty)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == ["mine.txt", "netproof.prom", "run.json"])
    }
  }

  @Test("a folder that takes no file is told once, and the run goes on")
  func failure() throws {
    let told = Mutex<[ReportWriteError]>([])
    let file = GrowingRecordFile(directory: "/dev/null/reports") { error in told.withLock { $0.append(error) } }
    for _ in 0..<3 { file.save(SampleRecord.empty) }
    #expect(told.withLock { $0.map(\.path) } == ["/dev/null/reports/run.json"])
  }
}
