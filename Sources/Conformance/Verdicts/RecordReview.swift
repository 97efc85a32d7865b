/// A record judged again by today's rules, and what that changes. Pure.
public struct RecordReview: Sendable {
  /// A case whose verdict is another one now.
  public struct Change: Sendable, Hashable {
    /// Of which scenario.
    public var scenario: Scenario
    /// The case as the record has it.
    public var before: CaseRecord
    /// The case as it is judged now.
    public var after: CaseRecord
  }

  /// The record with its cases, fitness, claims and notes made anew. Scenarios without facts stay as they were.
  public let record: RunRecord
  /// What has another verdict now, in the order of the record.
  public let changes: [Change]
  /// The scenarios that cannot be judged again, because the record does not hold their facts.
  public let withoutFacts: [Scenario]

  /// Judges a record again.
  public init(_ original: RunRecord) {
    var record = original
    var changes: [Change] = []
    var withoutFacts: [Scenario] = []
    for index in record.scenarios.indices {
      let scenario = record.scenarios[index].scenario
      let before = record.scenarios[index].cases
      guard let judged = record.scenarios[index].rejudged(endpoints: record.endpoints) else {
        if !before.isEmpty { withoutFacts.append(scenario) }
        continue
      }
      let after = zip(judged, before).map { Retries.complete($0, after: $1.earlierAttempts) }
      changes += zip(before, after).filter { $0.verdict != $1.verdict }.map {
        Change(scenario: scenario, before: $0, after: $1)
      }
      record.scenarios[index].cases = after
      record.scenarios[index].fitness = Fitness.assess(after)
    }
    if withoutFacts.isEmpty {
      record.claims = ClaimJudge.judge(record.scenarios, cluster: record.cluster)
    }
    let notes = RuleConfidence.notes(record.scenarios, record.cluster)
    record.notes += notes.filter { !record.notes.contains($0) }
    self.record = record
    self.changes = changes
    self.withoutFacts = withoutFacts
  }
}
