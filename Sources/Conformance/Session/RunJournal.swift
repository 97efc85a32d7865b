import Foundation

/// The run's record while it grows; whoever keeps it is told of every step, so that a run that is killed leaves behind
/// what it had.
actor RunJournal {
  private(set) var record: RunRecord
  /// Called inside the actor: so the states arrive in their order.
  private let save: @Sendable (RunRecord) -> Void

  init(_ record: RunRecord, save: @escaping @Sendable (RunRecord) -> Void = { _ in }) {
    self.record = record
    self.save = save
    save(record)
  }

  /// Takes in a scenario as it stands: a new one, or the same one some steps further.
  func update(_ scenario: ScenarioRecord) {
    if let last = record.scenarios.indices.last, record.scenarios[last].scenario == scenario.scenario {
      record.scenarios[last] = scenario
    } else {
      record.scenarios.append(scenario)
    }
    save(record)
  }

  func note(_ text: Sentence) {
    record.notes.append(text)
    save(record)
  }

  /// Takes back notes that no longer hold, and adds those that do; returns the latter.
  func replace(_ before: [Sentence], by after: [Sentence]) -> [Sentence] {
    let new = after.filter { !before.contains($0) }
    guard before != after else { return [] }
    record.notes = record.notes.filter { !before.contains($0) || after.contains($0) } + new
    save(record)
    return new
  }

  func interrupt(_ reason: Sentence) {
    record.interruption = record.interruption ?? reason
    save(record)
  }

  func finish(_ cost: RunCost, _ claims: (RunRecord) -> [ClaimRecord]) {
    record.cost = cost
    record.claims = claims(record)
    record.notes += RuleConfidence.notes(record.scenarios, record.cluster)
    record.finishedAt = Date()
    save(record)
  }
}
