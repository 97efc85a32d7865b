import Conformance

/// Scenario × aspect: what was seen everywhere at a glance, aggregated over nodes and pairs.
public struct ResultMatrix: Sendable, Hashable {
  /// A column: one scenario of the run, with its two answers.
  public struct Column: Sendable, Hashable {
    /// Which scenario.
    public var scenario: Scenario
    /// `devices` as it was set; `nil` when unset.
    public var devices: String?
    /// Whether it is not known how `devices` was set.
    public var devicesUnknown = false
    /// The row "verdict": does the cluster behave as the setting predicts?
    public var verdict: Verdict
    /// The row "fit for service": does the setting do what a cluster needs?
    public var fitness: Fitness
  }

  /// A row: one aspect, with a cell per column.
  public struct Row: Sendable, Hashable {
    /// Which aspect.
    public var aspect: Aspect
    /// A cell per column, in their order.
    public var cells: [Cell]
  }

  /// One aspect in one scenario.
  public struct Cell: Sendable, Hashable {
    /// The cases behind it, one per node or pair; empty when the scenario has none of this aspect.
    public var cases: [CaseRecord]
    /// The worst of the cases; `nil` without cases.
    public var verdict: Verdict?
    /// What was seen: `works`, `fails`, the value when it is the same everywhere, `1/2 works` when mixed.
    public var text: String
  }

  /// The scenarios, in the order of execution.
  public var columns: [Column]
  /// The aspects that occur, in their reading order.
  public var rows: [Row]

  /// The matrix of a run, in English.
  public init(_ record: RunRecord) { self.init(record, Localizer(language: .english)) }

  /// The matrix of a run, its words in a language.
  init(_ record: RunRecord, _ localizer: Localizer) {
    columns = record.scenarios.map {
      Column(
        scenario: $0.scenario, devices: $0.devices, devicesUnknown: $0.devicesUnknown == true, verdict: $0.verdict,
        fitness: $0.fitness)
    }
    let byAspect = record.scenarios.map { Dictionary(grouping: $0.cases, by: \.aspect) }
    let occurring = Set(byAspect.flatMap(\.keys))
    rows = Aspect.allCases.filter(occurring.contains).map { aspect in
      Row(aspect: aspect, cells: byAspect.map { Cell(cases: $0[aspect] ?? [], localizer) })
    }
  }

  /// The cell of an aspect in the column with the index, if there is one.
  public func cell(_ aspect: Aspect, column: Int) -> Cell? {
    guard columns.indices.contains(column) else { return nil }
    return rows.first { $0.aspect == aspect }?.cells[column]
  }
}

extension ResultMatrix.Cell {
  /// Aggregates the cases of one aspect in one scenario.
  init(cases: [CaseRecord], _ localizer: Localizer = Localizer(language: .english)) {
    self.cases = cases
    verdict = cases.map(\.verdict).worst
    text = Self.text(cases.filter { $0.verdict != .notApplicable }, all: cases, localizer)
  }

  private static func text(_ applicable: [CaseRecord], all: [CaseRecord], _ localizer: Localizer) -> String {
    guard !all.isEmpty else { return "" }
    guard !applicable.isEmpty else { return localizer(ReportPhrase.notApplicable) }
    let outcomes = applicable.map { $0.observation?.outcome }
    let measured = outcomes.compactMap(\.self)
    guard !measured.isEmpty else { return localizer(ReportPhrase.notMeasured) }
    let distinct = measured.uniqued()
    if measured.count == outcomes.count, distinct.count == 1 { return localizer.outcome(distinct[0]) }

    // Paths are counted: how many of them do their work.
    if measured.allSatisfy({ $0.servesUsers != nil }) {
      let serving = measured.count { $0.servesUsers == true }
      if serving == outcomes.count, measured.allSatisfy(isAnswer) { return localizer(ReportPhrase.works) }
      if serving < outcomes.count || distinct.count > 2 {
        let phrase = isAboutHealth(measured) ? ReportPhrase.readyOf : .worksOf
        return localizer(phrase, ["part": String(serving), "all": String(outcomes.count)])
      }
    }
    // Values that differ per node, such as addresses, are listed while there is room.
    let missing = outcomes.count - measured.count
    let values =
      distinct.count <= 2
      ? joined(distinct.map(localizer.outcome))
      : localizer(ReportPhrase.differentValues, ["count": String(distinct.count)])
    guard missing > 0 else { return values }
    return localizer(ReportPhrase.someNotMeasured, ["values": values, "count": String(missing)])
  }

  /// Every node has its own public address, so answers differ where all is well.
  private static func isAnswer(_ outcome: Outcome) -> Bool {
    if case .answersWithAddress = outcome { true } else { false }
  }

  private static func isAboutHealth(_ outcomes: [Outcome]) -> Bool {
    outcomes.allSatisfy {
      switch $0 {
      case .healthy, .unhealthy: true
      default: false
      }
    }
  }

  /// Joins two values and says a common beginning of whole words only once: `SNAT to 10.0.0.239 / 10.0.0.24`.
  private static func joined(_ values: [String]) -> String {
    guard values.count == 2 else { return values.joined() }
    let first = values[0].split(separator: " ")
    let second = values[1].split(separator: " ")
    let common = min(zip(first, second).prefix { $0 == $1 }.count, second.count - 1)
    return values[0] + " / " + second.dropFirst(common).joined(separator: " ")
  }
}
