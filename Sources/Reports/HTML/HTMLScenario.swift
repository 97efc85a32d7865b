import Conformance

/// One scenario's chapter of the page.
struct HTMLScenario {
  var id: String
  var title: String
  var name: String
  var here: String
  var state: String
  var glyph: String
  var verdict: String
  var fitness: String
  var fitnessState: String
  var fitnessReasons: [String]
  var failure: String?
  var topology: TopologyDrawing?
  var hasFailingPaths: Bool
  var failingPaths: [Path]
  var findings: [HTMLFinding]
  var health: HealthTable?
  var tailnet: TailnetTable?
  var hasTables: Bool
  var tables: [String]
  var aspects: [HTMLAspect]

  struct Path {
    var path: String
    var subjects: [String]
    var reason: String
  }

  init(_ record: ScenarioRecord, cluster: ClusterSummary, _ localizer: Localizer) {
    id = record.scenario.rawValue
    name = record.scenario.rawValue
    title = localizer.title(record.scenario)
    here = localizer(
      ReportPhrase.scenarioHere,
      [
        "summary": localizer.summary(record.scenario),
        "devices": record.devices ?? localizer.withoutDevices(record.devicesUnknown == true),
      ]
    ).replacingOccurrences(of: "`", with: "")
    (state, glyph) = (HTMLModel.state(record.verdict), Wording.glyph(record.verdict))
    verdict = localizer.verdict(record.verdict)
    fitness = localizer.fitness(record.fitness)
    let paths = FailingPaths.all(in: record)
    (fitnessState, fitnessReasons) =
      switch record.fitness {
      case .fit: (PathState.works.rawValue, [])
      // The table of failing paths, or the findings, tell the same with reasons.
      case .unfit where record.verdict == .deviates || !paths.isEmpty: (PathState.failsAsPredicted.rawValue, [])
      case .unfit(let reasons): (PathState.failsAsPredicted.rawValue, reasons.map(localizer.sentence))
      case .unknown(let reasons): (PathState.inconclusive.rawValue, reasons.map(localizer.sentence))
      }
    fitnessReasons = localizer.bounded(fitnessReasons, to: 12)
    failure = record.failure.map { localizer(ReportPhrase.notEstablished, ["reason": localizer.sentence($0)]) }
    topology = TopologyDrawing(record, cluster: cluster, localizer, id: record.scenario.rawValue)
    failingPaths = paths.map {
      Path(path: $0.title(localizer), subjects: $0.names(localizer), reason: localizer.sentence($0.reason))
    }
    hasFailingPaths = !failingPaths.isEmpty
    findings = FindingGroup.all(in: record).map { HTMLFinding($0, record.scenario, localizer) }
    health = record.health.map { HealthTable($0, localizer) }
    tailnet = record.tailnet.map { TailnetTable($0, localizer) }
    tables = record.datapath.map { HealthWording.tables($0, localizer) } ?? []
    hasTables = !tables.isEmpty
    aspects = HTMLAspect.all(record, localizer)
  }
}

/// Cases that are not green for one reason.
struct HTMLFinding {
  var id: String
  var state: String
  var glyph: String
  var code: String
  var count: String
  var causes: [HTMLText.Line]
  var hasRemedy: Bool
  var remedy: [HTMLText.Span]?
  var hasCommands: Bool
  var commands: [String]
  var hasShownBy: Bool
  var shownBy: String?
  var hasFindingPage: Bool
  var findingPage: String?
  var cases: [HTMLCase]
  var more: String?

  /// A group is known by its first case.
  static func id(_ group: FindingGroup, _ scenario: Scenario) -> String {
    let first = group.cases.first
    return "finding.\(scenario.rawValue).\(first?.aspect.rawValue ?? "").\(first?.subject.source ?? "")"
      + (first?.subject.target.map { ".\($0)" } ?? "")
  }

  init(_ group: FindingGroup, _ scenario: Scenario, _ localizer: Localizer) {
    (state, glyph) = (HTMLModel.state(group.verdict), Wording.glyph(group.verdict))
    id = Self.id(group, scenario)
    code = group.code ?? localizer.verdict(group.verdict)
    count = group.count(localizer)
    causes = group.causes(localizer).map(HTMLText.Line.init)
    remedy = group.remedy(localizer).map { HTMLText.spans($0) }
    hasRemedy = remedy != nil
    commands = group.commands(localizer)
    hasCommands = !commands.isEmpty
    shownBy =
      group.shownBy.isEmpty
      ? nil : localizer.bounded(group.shownBy, to: 20) { Wording.cases([$0]) }.joined(separator: ", ")
    hasShownBy = shownBy != nil
    findingPage = group.page
    hasFindingPage = findingPage != nil
    cases = group.cases.prefix(20).map { HTMLCase($0, localizer, evidence: CaseStory.evidenceLimit) }
    more =
      group.cases.count > cases.count
      ? localizer(ReportPhrase.more, ["count": String(group.cases.count - cases.count)]) : nil
  }
}

/// All cases of one aspect in one scenario.
struct HTMLAspect {
  /// As many cases are told one by one, those that are not green before the others; the rest are counted.
  private static let limit = 12

  var id: String
  var title: String
  var question: String
  var state: String
  var glyph: String
  var text: String
  var cases: [HTMLCase]
  var more: String?

  static func id(_ aspect: Aspect, _ scenario: Scenario) -> String { "\(scenario.rawValue).\(aspect.rawValue)" }

  static func all(_ scenario: ScenarioRecord, _ localizer: Localizer) -> [HTMLAspect] {
    let groups = Dictionary(grouping: scenario.cases, by: \.aspect)
    return Aspect.allCases.compactMap { aspect in
      guard let cases = groups[aspect], let state = PathState(cases) else { return nil }
      let ordered = cases.enumerated().sorted {
        ($1.element.verdict.severity, $0.offset) < ($0.element.verdict.severity, $1.offset)
      }.map(\.element)
      let told = ordered.prefix(limit)
      return HTMLAspect(
        id: id(aspect, scenario.scenario), title: localizer.title(aspect), question: localizer.question(aspect),
        state: state.rawValue, glyph: state.glyph,
        text: BoundedText.cut(ResultMatrix.Cell(cases: cases, localizer).text, limit: 90, localizer),
        cases: told.map { HTMLCase($0, localizer, evidence: 1_500) },
        more: cases.count > told.count
          ? localizer(ReportPhrase.more, ["count": String(cases.count - told.count)]) : nil)
    }
  }
}
