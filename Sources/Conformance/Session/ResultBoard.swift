/// Where the scenarios' records are published, and where the suites' cases wait for them.
actor ResultBoard {
  private var records: [Scenario: ScenarioRecord] = [:]
  /// Where a case stands in its scenario's record: a large cluster's suites ask for tens of thousands.
  private var places: [Scenario: [CaseKey: Int]] = [:]
  private var waiting: [Scenario: [CheckedContinuation<ScenarioRecord?, Never>]] = [:]
  private var closed = false

  /// Publishes a scenario's record to everybody who waits for it.
  func publish(_ record: ScenarioRecord) {
    records[record.scenario] = record
    places[record.scenario] = Dictionary(
      record.cases.enumerated().map { ($1.key, $0) },
      uniquingKeysWith: { first, _ in first })
    for continuation in waiting.removeValue(forKey: record.scenario) ?? [] { continuation.resume(returning: record) }
  }

  /// Lets everybody go who waits for a scenario that will not come.
  func close() {
    closed = true
    let left = waiting.values.flatMap { $0 }
    waiting = [:]
    for continuation in left { continuation.resume(returning: nil) }
  }

  /// Waits for a scenario's record; `nil` when the run ended without it.
  func record(of scenario: Scenario) async -> ScenarioRecord? {
    if let record = records[scenario] { return record }
    if closed { return nil }
    return await withCheckedContinuation { waiting[scenario, default: []].append($0) }
  }

  /// Waits for a scenario's case; `nil` when the run ended without it.
  func record(of scenario: Scenario, _ aspect: Aspect, _ subject: Subject) async -> CaseRecord? {
    guard let record = await record(of: scenario),
      let place = places[scenario]?[CaseKey(aspect, subject)]
    else { return nil }
    return record.cases[place]
  }
}
