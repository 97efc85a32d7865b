import Conformance

/// One scenario's chapter of the handbook.
struct HandbookScenario {
  private let record: ScenarioRecord
  private let observed: ScenarioRecord?
  private let facts: ClusterFacts
  private let localizer: Localizer
  /// What the chapters say of it.
  private let lines: [ChapterLine]

  init(
    _ record: ScenarioRecord, _ lines: [ChapterLine], observed: ScenarioRecord?, _ localizer: Localizer
  ) throws {
    self.record = record
    self.lines = lines.filter { $0.scenario == record.scenario }
    self.observed = observed
    self.localizer = localizer
    facts = try ExampleCluster.facts(in: record.scenario)
  }

  func blocks() throws -> [String] {
    [
      // An anchor of its own: a heading's would differ between the languages.
      "<a id=\"\(record.scenario.rawValue)\"></a>",
      "## \(Markdown.text(localizer.title(record.scenario))) (`\(record.scenario.rawValue)`)",
      Markdown.text(localizer.summary(record.scenario)) + ".", fitness,
      "### \(localizer(HandbookPhrase.whatIsSet))", setting,
      "### \(localizer(HandbookPhrase.selection))", selection,
      "### \(localizer(HandbookPhrase.expectations))",
    ] + expectations + [
      "### \(localizer(HandbookPhrase.tables))", HandbookEvidence.tables(record, facts, localizer),
      "### \(localizer(HandbookPhrase.wire))", HandbookEvidence.wire(facts, localizer),
    ]
  }

  private var fitness: String {
    guard case .unfit = record.fitness else { return localizer(HandbookPhrase.fit) }
    let paths = FailingPaths.all(in: record).map {
      "- \(Markdown.text($0.title(localizer))) (\($0.names(localizer).map(Markdown.text).joined(separator: ", ")))"
    }
    return ([localizer(HandbookPhrase.unfit), ""] + paths).joined(separator: "\n")
  }

  private var setting: String {
    guard let devices = record.devices else { return localizer(HandbookPhrase.unsetMeans) }
    return """
      ```yaml
      # ConfigMap kube-system/cilium-config
      data:
        devices: "\(devices)"
      ```
      """
  }

  private var selection: String {
    let forecast = SettingForecast(facts)
    var rows: [[String]] = []
    for node in facts.nodes {
      for device in forecast.devices(of: node) {
        let row = [
          Markdown.codeCell(device.device),
          localizer(device.selected ? HandbookPhrase.selected : .notSelected),
          Markdown.cell(localizer.sentence(device.reason)),
        ]
        if !rows.contains(row) { rows.append(row) }
      }
    }
    return MarkdownTable.text([localizer(HandbookPhrase.device), "", localizer(ReportPhrase.why)], rows)
  }

  /// What the chapters say, by kind of word: a row per statement, aspect and outcome. What no chapter speaks of here
  /// follows, as the rules alone say it.
  private var expectations: [String] {
    let spoken = ChapterStatement.byPart(lines).flatMap { part, statements in
      [
        "#### \(localizer(HandbookPhrase.part(part)))",
        table(
          statements.flatMap { statement in
            let cases = record.cases.filter { entry in
              statement.lines.contains { $0.aspect == entry.aspect && $0.subject == entry.subject }
            }
            return rows(said(statement), cases)
          }),
      ]
    }
    let rest = record.cases.filter { entry in
      !lines.contains { $0.obstacle == nil && $0.aspect == entry.aspect && $0.subject == entry.subject }
    }
    guard !rest.isEmpty else { return spoken }
    return spoken + ["#### \(localizer(HandbookPhrase.byRulesAlone))", table(rows("", rest))]
  }

  /// A statement in the handbook's language, with what it makes of the guide's claims.
  private func said(_ statement: ChapterStatement) -> String {
    let claims = statement.claims.map { claim in
      let phrase = claim.isConfirmed ? HandbookPhrase.confirmsClaim : .refutesClaim
      return "<br>*\(localizer(phrase, ["claim": Markdown.code(claim.id)]))*"
    }
    return Markdown.cell(localizer.chapter(statement.text)) + claims.joined()
  }

  private func table(_ rows: [[String]]) -> String {
    var heads = [localizer(HandbookPhrase.statement), localizer(HandbookPhrase.aspect)]
    heads += [localizer(ReportPhrase.expected), localizer(ReportPhrase.why), localizer(HandbookPhrase.sources)]
    if observed != nil { heads.append(localizer(HandbookPhrase.observedThen)) }
    return MarkdownTable.text(heads, rows)
  }

  /// A row per aspect and outcome, the statement in the first; subjects are named only where they differ.
  private func rows(_ statement: String, _ cases: [CaseRecord]) -> [[String]] {
    var rows: [[String]] = []
    for aspect in Aspect.asked(
      of: [.ipv4], fromOutside: true, fromHosts: true, seeingPrograms: true, throughProxy: true)
    {
      let groups = HandbookGroup.all(cases.filter { $0.aspect == aspect })
      for group in groups {
        let names = groups.count == 1 ? "" : "<br>(\(Markdown.cell(group.names)))"
        let text = Markdown.cell(localizer.expected(group.prediction))
        var row = [
          rows.isEmpty ? statement : "", Markdown.cell(localizer.title(aspect)) + names,
          group.isBroken ? "**\(text)**" : text, group.because(localizer), Markdown.cell(group.source),
        ]
        if observed != nil { row.append(seen(aspect)) }
        rows.append(row)
      }
    }
    return rows
  }

  private func seen(_ aspect: Aspect) -> String {
    let cases = (observed?.cases ?? []).filter { $0.aspect == aspect }
    let cell = ResultMatrix.Cell(cases: cases, localizer)
    guard cell.verdict != nil else { return "" }
    return "\(Wording.emoji(cases)) \(Markdown.cell(BoundedText.cut(cell.text, limit: 120, localizer)))"
  }
}

/// Cases of an aspect with the same expectation.
struct HandbookGroup {
  var prediction: Prediction
  /// The reasons, each with the first subject that has it; reasons that differ in names only count as one.
  var reasons: [(text: Sentence, subject: Subject)]
  var source: String
  var subjects: [Subject]

  /// The groups of an aspect's cases. A value that is each node's own (an address) makes a group per node.
  static func all(_ cases: [CaseRecord]) -> [HandbookGroup] {
    var groups: [HandbookGroup] = []
    for group in cases.map(HandbookGroup.init) {
      if let index = groups.firstIndex(where: { $0.outcome == group.outcome }) {
        groups[index].subjects += group.subjects
        let known = groups[index].reasons.map(\.text.template)
        groups[index].reasons += group.reasons.filter { !known.contains($0.text.template) }
      } else {
        groups.append(group)
      }
    }
    return groups
  }

  private init(_ entry: CaseRecord) {
    prediction = entry.prediction
    subjects = [entry.subject]
    switch entry.prediction {
    case .expected(let expectation):
      (reasons, source) = ([(expectation.reason, entry.subject)], expectation.source)
    case .notApplicable(let reason), .unknown(let reason): (reasons, source) = ([(reason, entry.subject)], "")
    }
  }

  /// The reasons, with their subjects where there are several.
  func because(_ localizer: Localizer) -> String {
    reasons.map { reason in
      let text = Markdown.cell(localizer.sentence(reason.text))
      return reasons.count == 1 ? text : "\(Markdown.cell(reason.subject.description)): \(text)"
    }.joined(separator: "<br>")
  }

  /// What makes a group: the outcome, or the reason where there is none.
  private var outcome: String { Wording.expected(prediction) }

  var names: String { subjects.map(\.description).joined(separator: ", ") }

  var isBroken: Bool {
    if case .expected(let expectation) = prediction { expectation.outcome.servesUsers == false } else { false }
  }
}
