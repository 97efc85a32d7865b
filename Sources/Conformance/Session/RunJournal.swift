import Foundation

/// The run's record while it grows.
actor RunJournal {
  private(set) var record: RunRecord

  init(_ record: RunRecord) { self.record = record }

  func add(_ scenario: ScenarioRecord) { record.scenarios.append(scenario) }

  func note(_ text: String) { record.notes.append(text) }

  func interrupt(_ reason: String) { record.interruption = record.interruption ?? reason }

  func finish(_ claims: (RunRecord) -> [ClaimRecord]) {
    record.claims = claims(record)
    record.finishedAt = Date()
  }
}
