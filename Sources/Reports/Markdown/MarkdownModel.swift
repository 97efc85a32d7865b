import Conformance

/// What the templates render; every value is Markdown already. Property names are the templates' tags.
struct MarkdownModel {
  /// The report's own words, by the names of ``ReportPhrase``.
  var words: [String: String]
  var title: String
  var headline: String
  var counts: String
  var warnings: [String]
  var hasTroubles: Bool
  var troubles: [String]
  /// What was left out of this rendering.
  var remarks: [String] = []
  var hasScenarios: Bool
  var columns: [Column]
  var rows: [Row]
  var scenarios: [MarkdownScenario]
  var hasClaims: Bool
  var claimCounts: String
  /// Refuted and untested ones: what a reader of the guide must know.
  var openClaims: [Claim]
  var hasOpenClaims: Bool
  var confirmedClaims: [Claim]
  var confirmedFold: String
  var hasConfirmedClaims: Bool

  var facts: [NamedValue]
  var hasNodes: Bool
  var nodes: [MarkdownNode]
  var hasConfiguration: Bool
  var configuration: [NamedValue]
  var hasTiming: Bool
  var timing: [Timing]
  var hasNotes: Bool
  var notes: [String]
  var reproduce: String

  struct Column {
    var name: String
    var devices: String
    var verdict: String
    var fitness: String
  }

  struct Row {
    var title: String
    var cells: [String]
  }

  struct Claim {
    var scenario: String
    var statement: String
    var judgement: String
    var evidence: String
    var reason: String
  }

  struct NamedValue {
    var name: String
    var value: String
  }

  struct Timing {
    var name: String
    var phases: String
    var total: String
  }

  init(_ record: RunRecord, _ localizer: Localizer, evidence: Int) {
    let cluster = record.cluster
    let matrix = ResultMatrix(record, localizer)
    words = localizer.words(of: ReportPhrase.self)
      .merging(localizer.words(of: HealthPhrase.self)) { first, _ in first }
      .merging(localizer.words(of: TailnetPhrase.self)) { first, _ in first }
    title = "netproof: \(Wording.emoji(record.verdict)) \(localizer.verdict(record.verdict))"
    headline = Markdown.text(RunWording.headline(record, localizer))
    counts = RunWording.counts(record, localizer)
    warnings =
      record.incompleteness.map {
        [localizer(ReportPhrase.runIncomplete, ["reason": Markdown.text(localizer.sentence($0))])]
      } ?? []
    troubles = localizer.bounded(Trouble.all(record), to: 10) { Self.trouble($0, localizer) }
    hasTroubles = !troubles.isEmpty
    hasScenarios = !record.scenarios.isEmpty
    columns = matrix.columns.map { Column($0, localizer) }
    rows = matrix.rows.map { row in
      Row(title: Markdown.cell(localizer.title(row.aspect)), cells: row.cells.map { Self.cell($0, localizer) })
    }
    scenarios = record.scenarios.map { MarkdownScenario($0, localizer, evidence: evidence) }
    hasClaims = !record.claims.isEmpty
    claimCounts = RunWording.claimCounts(record.claims, localizer) + "."
    openClaims = record.claims.filter { $0.judgement != .confirmed }.map { Claim($0, localizer) }
    hasOpenClaims = !openClaims.isEmpty
    confirmedClaims = record.claims.filter { $0.judgement == .confirmed }.map { Claim($0, localizer) }
    confirmedFold = localizer(ReportPhrase.confirmedFold, ["count": String(confirmedClaims.count)])
    hasConfirmedClaims = !confirmedClaims.isEmpty
    facts = RunWording.facts(record, localizer).map {
      NamedValue(name: Markdown.cell($0.name), value: Markdown.cell($0.value))
    }
    hasNodes = !cluster.nodes.isEmpty
    nodes = cluster.nodes.map { MarkdownNode($0, localizer) }
    hasConfiguration = !cluster.configuration.isEmpty
    configuration = cluster.configuration.sorted { $0.key < $1.key }.map {
      NamedValue(name: Markdown.codeCell($0.key), value: Markdown.codeCell($0.value))
    }
    hasTiming = hasScenarios
    timing = record.scenarios.map { Timing($0, localizer) }
    notes = record.notes.map { Markdown.text(localizer.sentence($0)) }
    hasNotes = !notes.isEmpty
    reproduce = Markdown.block(Reproduction.command(record))
  }

  private static func trouble(_ trouble: Trouble, _ localizer: Localizer) -> String {
    let group = trouble.group
    let cause = group.causes(localizer).first ?? localizer.sentence(group.cases[0].explanation)
    let remedy = group.remedy(localizer).map { "<br>→ " + Markdown.text($0) } ?? ""
    return "\(Wording.emoji(group.verdict)) \(Markdown.code(trouble.scenario.rawValue))"
      + (group.code.map { ", \(Markdown.code($0))" } ?? "")
      + " (\(group.count(localizer))): \(Markdown.text(cause))\(remedy)"
  }

  private static func cell(_ cell: ResultMatrix.Cell, _ localizer: Localizer) -> String {
    guard cell.verdict != nil else { return "" }
    let mark = Wording.emoji(cell.cases)
    let text = Markdown.cell(BoundedText.cut(cell.text, limit: 120, localizer))
    // What does not work stands out even where it is predicted.
    guard cell.isBroken else { return "\(mark) \(text)" }
    return "\(mark) **\(text)**"
      + (cell.verdict == .conforms ? " \(localizer(ReportPhrase.asPredicted))" : "")
  }
}

extension MarkdownModel.Column {
  init(_ column: ResultMatrix.Column, _ localizer: Localizer) {
    name = Markdown.cell(column.scenario.rawValue)
    devices = column.devices.map(Markdown.codeCell) ?? localizer.withoutDevices(column.devicesUnknown)
    verdict = "\(Wording.emoji(column.verdict)) \(localizer.verdict(column.verdict))"
    let word = localizer.fitness(column.fitness)
    fitness =
      switch column.fitness {
      case .fit: word
      case .unfit: "**\(word)**"
      case .unknown: "⚠️ \(word)"
      }
  }
}

extension MarkdownModel.Claim {
  init(_ claim: ClaimRecord, _ localizer: Localizer) {
    scenario = Markdown.cell(claim.scenario.rawValue)
    statement = Markdown.cell(localizer.sentence(claim.statement))
    let word = localizer.judgement(claim.judgement)
    judgement = claim.judgement == .refuted ? "**\(word)**" : word
    evidence = claim.evidence.map {
      Markdown.cell(BoundedText.cut(localizer.sentence($0), limit: 300, localizer))
    }.joined(separator: "<br>")
    reason = Markdown.cell(localizer.sentence(claim.reason))
  }
}

extension MarkdownModel.Timing {
  init(_ scenario: ScenarioRecord, _ localizer: Localizer) {
    name = Markdown.cell(scenario.scenario.rawValue)
    phases = scenario.phases.map {
      "\(Markdown.cell(localizer.sentence($0.name))) \(localizer.duration($0.seconds))"
    }.joined(separator: ", ")
    total = localizer.duration(scenario.seconds)
  }
}
