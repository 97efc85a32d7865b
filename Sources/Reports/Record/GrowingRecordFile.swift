import Conformance
import Foundation
import Synchronization

/// `run.json` while the run goes on: written anew, atomically, whenever there is something to lose, so that a run that is
/// killed leaves a readable record of what it had.
public final class GrowingRecordFile: Sendable {
  private let directory: URL
  private let onFailure: @Sendable (ReportWriteError) -> Void
  private struct State {
    var hasBegun = false
    var hasFailed = false
    /// What was written last, and when and how long that took.
    var written: Content?
    var endedAt = ContinuousClock.now
    var took = Duration.zero
  }

  /// What a record must not lose.
  struct Content: Equatable {
    var scenarios: Int
    /// Scenarios that are over: their cases are final, where as many were provisional before.
    var finished: Int
    var cases: Int
    var notes: Int
    var isInterrupted: Bool

    init(_ record: RunRecord) {
      scenarios = record.scenarios.count
      finished = record.scenarios.count { $0.finishedAt != nil }
      cases = record.scenarios.reduce(0) { $0 + $1.cases.count }
      notes = record.notes.count
      isInterrupted = record.interruption != nil
    }

    /// Whether a step that leaves this can wait for the next one: it brought nothing but the name of a phase or the run's
    /// end, after which the whole record is written anyway, and writing the file would take more than a twentieth of the
    /// time. A record is megabytes, and a run has many phases.
    func canWait(after written: Content?, took: Duration, ago: Duration) -> Bool {
      written == self && ago < took * 19
    }
  }
  private let state = Mutex(State())

  /// Makes a file in `directory`, which exists already.
  ///
  /// - Parameter onFailure: Told once, when a write fails. The run goes on: its end writes the record again, and a
  ///   failure then is an error.
  public init(directory: String, onFailure: @escaping @Sendable (ReportWriteError) -> Void) {
    self.directory = URL(fileURLWithPath: directory, isDirectory: true)
    self.onFailure = onFailure
  }

  /// Writes the record as it stands. The first time, the reports of an earlier run are removed from the folder: beside
  /// the record of a killed run they would pass for its own.
  public func save(_ record: RunRecord) {
    state.withLock { state in
      if !state.hasBegun { removeEarlierReports() }
      state.hasBegun = true
      let content = Content(record)
      let began = ContinuousClock.now
      if content.canWait(after: state.written, took: state.took, ago: began - state.endedAt) { return }
      do throws(ReportWriteError) {
        try write(record)
        state.written = content
        state.endedAt = ContinuousClock.now
        state.took = state.endedAt - began
      } catch {
        if !state.hasFailed { onFailure(error) }
        state.hasFailed = true
      }
    }
  }

  private func write(_ record: RunRecord) throws(ReportWriteError) {
    let file = directory.appendingPathComponent(ReportDirectory.recordName)
    try RunRecordFile.write(record, to: file)
  }

  private func removeEarlierReports() {
    // The metrics stay until they are replaced: they carry the time of the last success, and their own time shows.
    for format in ReportFormat.allCases where format != .json && format != .metrics {
      let name = format.fileName
      try? FileManager.default.removeItem(at: directory.appendingPathComponent(name))
    }
  }
}
