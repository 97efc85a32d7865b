import Conformance

/// The verdicts that were told last, which a run is compared with. Pure.
struct ToldVerdicts: Sendable, Hashable {
  /// One case of a run.
  struct Case: Codable, Sendable, Hashable {
    var scenario: Scenario
    var aspect: Aspect
    var subject: Subject
  }

  /// The run's as a whole; `nil` when none was ever told.
  var run: Verdict?
  /// Of its settings, where that decided how the run ended.
  var fitness: [Scenario: Fitness.Kind]
  /// Those of its cases.
  var cases: [Case: Verdict]

  /// The verdicts of the last record, except those that could not be told then: what was told before them counts.
  init(_ record: RunRecord?, untold: UntoldVerdicts? = nil) {
    run = record?.verdict
    let deciding = record?.fitnessDecides == true ? record?.scenarios ?? [] : []
    fitness = Dictionary(deciding.map { ($0.scenario, $0.fitness.kind) }, uniquingKeysWith: { first, _ in first })
    cases = Dictionary(
      (record?.scenarios ?? []).flatMap { scenario in
        scenario.cases.map { ($0.named(scenario.scenario), $0.verdict) }
      }, uniquingKeysWith: { first, _ in first })
    guard let untold else { return }
    run = untold.run
    for entry in untold.cases { cases[entry.of] = entry.told }
    for entry in untold.fitness ?? [] { fitness[entry.of] = entry.told }
  }
}

/// What was told before changes that could not be told: kept beside the record that has the changed verdicts, so that they
/// are news the next night still. Pure.
struct UntoldVerdicts: Codable, Sendable, Hashable {
  /// A case whose verdict is not the one that was told.
  struct Entry: Codable, Sendable, Hashable {
    /// Which case.
    var of: ToldVerdicts.Case
    /// The verdict that was told; `nil` where none was.
    var told: Verdict?
  }

  /// A setting whose fitness is not the one that was told.
  struct FitnessEntry: Codable, Sendable, Hashable {
    /// Which setting.
    var of: Scenario
    /// The fitness that was told; `nil` where none was.
    var told: Fitness.Kind?
  }

  /// The run's verdict that was told; `nil` where none was.
  var run: Verdict?
  var cases: [Entry]
  /// `nil` in what releases before 0.2 left.
  var fitness: [FitnessEntry]?

  /// What to keep; `nil` when everything was told.
  ///
  /// - Parameters:
  ///   - changes: The changes that could not be told.
  ///   - before: What they are changes of.
  init?(_ changes: [VerdictChange], since before: ToldVerdicts, in record: RunRecord) {
    guard !changes.isEmpty else { return nil }
    run = changes.contains { $0.scope == .run } ? before.run : record.verdict
    cases = changes.flatMap(\.cases).map { Entry(of: $0, told: before.cases[$0]) }
    let fitness = changes.compactMap { change in
      if case .fitness(let scenario, let was, _) = change.scope { FitnessEntry(of: scenario, told: was) } else { nil }
    }
    self.fitness = fitness.isEmpty ? nil : fitness
  }
}

extension VerdictChange {
  /// The cases that it is about, in a fixed order; none where it is about the run or a setting.
  fileprivate var cases: [ToldVerdicts.Case] {
    switch scope {
    case .run, .fitness: []
    case .judged(let scenario, let aspect, let subject): [.init(scenario: scenario, aspect: aspect, subject: subject)]
    case .gone(let cases): cases
    }
  }
}

extension CaseRecord {
  /// Which case of a run it is.
  func named(_ scenario: Scenario) -> ToldVerdicts.Case {
    ToldVerdicts.Case(scenario: scenario, aspect: aspect, subject: subject)
  }
}
