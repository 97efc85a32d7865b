import Conformance

/// One scenario's chapter.
struct MarkdownScenario {
  var mark: String
  var title: String
  var here: String
  var verdict: String
  var counts: String
  var fitness: String
  var fitnessReasons: [String]
  var failure: String?
  var hasFailingPaths: Bool
  var failingPaths: [Path]
  var findings: [MarkdownFinding]
  var health: MarkdownHealth?
  var tailnet: MarkdownTailnet?
  var hasTables: Bool
  var tables: [String]
  var hasPaths: Bool
  var pathFold: String
  var pathProof: String
  var paths: [PathRow]

  /// What packets say of one path.
  struct PathRow {
    var path: String
    var subject: String
    var proof: String
  }

  struct Path {
    var path: String
    var subjects: String
    var reason: String
  }

  init(_ record: ScenarioRecord, _ localizer: Localizer, evidence: Int) {
    mark = Wording.emoji(record.verdict)
    title = "\(Markdown.text(localizer.title(record.scenario))) (\(Markdown.code(record.scenario.rawValue)))"
    here = localizer(
      ReportPhrase.scenarioHere,
      [
        "summary": Markdown.text(localizer.summary(record.scenario)),
        "devices": record.devices.map(Markdown.code) ?? localizer.withoutDevices(record.devicesUnknown == true),
      ])
    verdict = localizer.verdict(record.verdict)
    counts = Verdict.allCases.compactMap { verdict in
      let count = record.cases.count { $0.verdict == verdict }
      return count > 0 ? localizer.counted(count, verdict) : nil
    }.joined(separator: ", ")
    if counts.isEmpty { counts = localizer(ReportPhrase.noCase) }
    fitness = localizer.fitness(record.fitness)
    failure = record.failure.map {
      localizer(ReportPhrase.notEstablished, ["reason": Markdown.text(localizer.sentence($0))])
    }
    failingPaths = FailingPaths.all(in: record).map { Path($0, localizer) }
    hasFailingPaths = !failingPaths.isEmpty
    fitnessReasons =
      switch record.fitness {
      case .fit: []
      // Where everything conforms, the table of failing paths tells the same with its reasons.
      case .unfit where record.verdict == .conforms && !failingPaths.isEmpty: []
      case .unfit(let reasons), .unknown(let reasons):
        localizer.bounded(reasons, to: 12) { Markdown.text(localizer.sentence($0)) }
      }
    health = record.health.map { MarkdownHealth($0, localizer) }
    tailnet = record.tailnet.map { MarkdownTailnet($0, localizer) }
    tables = record.datapath.map { HealthWording.tables($0, localizer).map(Markdown.text) } ?? []
    hasTables = !tables.isEmpty
    hasPaths = record.cases.contains { $0.path != nil }
    pathFold = "\(localizer(PacketPhrase.packets)): \(PathText.counts(record.cases, localizer) ?? "")"
    pathProof = localizer(PacketPhrase.proves)
    paths = record.cases.compactMap { entry in
      entry.path.map { proof in
        PathRow(
          path: Markdown.cell(localizer.title(entry.aspect)), subject: Markdown.cell(entry.subject.description),
          proof: PathText.lines(proof, localizer, limit: 3).map(Markdown.cell).joined(separator: "<br>"))
      }
    }
    findings = FindingGroup.all(in: record).map { MarkdownFinding($0, localizer, evidence: evidence) }
  }
}

extension MarkdownScenario.Path {
  init(_ paths: FailingPaths, _ localizer: Localizer) {
    path = Markdown.cell(paths.title(localizer))
    subjects = paths.names(localizer).map(Markdown.cell).joined(separator: "<br>")
    reason = Markdown.cell(localizer.sentence(paths.reason))
  }
}
