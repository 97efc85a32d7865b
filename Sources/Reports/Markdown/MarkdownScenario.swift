import Conformance

/// One scenario's chapter.
struct MarkdownScenario {
  var mark: String
  var title: String
  var summary: String
  var devices: String
  var verdict: String
  var counts: String
  var fitness: String
  var fitnessReasons: [String]
  var failure: String?
  var hasFailingPaths: Bool
  var failingPaths: [FailingPath]
  var findings: [MarkdownFinding]

  /// Paths of one aspect that fail for one reason, although the cluster behaves as predicted.
  struct FailingPath {
    var path: String
    var subjects: String
    var reason: String
  }

  init(_ record: ScenarioRecord) {
    mark = Wording.emoji(record.verdict)
    title = "\(Markdown.text(record.scenario.title)) (\(Markdown.code(record.scenario.rawValue)))"
    summary = Markdown.text(record.scenario.summary)
    devices = record.devices.map(Markdown.code) ?? "unset"
    verdict = Wording.text(record.verdict)
    counts = Verdict.allCases.compactMap { verdict in
      let count = record.cases.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(Wording.text(verdict))"
    }.joined(separator: ", ")
    if counts.isEmpty { counts = "no case was judged" }
    fitness = Wording.text(record.fitness)
    failure = record.failure.map(Markdown.text)
    failingPaths = Self.failingPaths(record)
    hasFailingPaths = !failingPaths.isEmpty
    fitnessReasons =
      switch record.fitness {
      case .fit: []
      // Where everything conforms, the table of failing paths tells the same with its reasons.
      case .unfit where record.verdict == .conforms && !failingPaths.isEmpty: []
      case .unfit(let reasons), .unknown(let reasons): reasons.map(Markdown.text)
      }
    findings = record.cases.filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
      .map(MarkdownFinding.init)
  }

  private static func failingPaths(_ record: ScenarioRecord) -> [FailingPath] {
    var paths: [(key: String, aspect: Aspect, outcome: String, subjects: [Subject], reason: String)] = []
    for entry in record.cases where entry.verdict == .conforms && entry.observation?.outcome?.servesUsers == false {
      guard case .expected(let expectation) = entry.prediction else { continue }
      let outcome = entry.observation?.outcome?.description ?? ""
      let key = [entry.aspect.rawValue, outcome, expectation.reason].joined(separator: "\n")
      if let index = paths.firstIndex(where: { $0.key == key }) {
        paths[index].subjects.append(entry.subject)
      } else {
        paths.append((key, entry.aspect, outcome, [entry.subject], expectation.reason))
      }
    }
    return paths.map { path in
      FailingPath(
        path: Markdown.cell(path.outcome == "fails" ? path.aspect.title : "\(path.aspect.title): \(path.outcome)"),
        subjects: subjects(path.subjects, of: path.aspect, in: record),
        reason: Markdown.cell(path.reason))
    }
  }
}

extension MarkdownScenario {
  /// The subjects by name, or one word for all of them.
  private static func subjects(_ subjects: [Subject], of aspect: Aspect, in record: ScenarioRecord) -> String {
    let all = record.cases.filter { $0.aspect == aspect }.map(\.subject)
    guard subjects.count > 1, Set(subjects) == Set(all) else {
      return subjects.map { Markdown.cell($0.description) }.joined(separator: "<br>")
    }
    return aspect.scope == .pair ? "every node pair" : "every node"
  }
}

/// One case that is not green, with everything a reader needs to act.
struct MarkdownFinding {
  var mark: String
  var title: String
  var subject: String
  var explanation: String
  var rows: [MarkdownModel.NamedValue]
  var hasEvidence: Bool
  var evidenceCount: Int
  var evidence: [Piece]

  struct Piece {
    var origin: String
    var command: String
    var status: String
    var output: String
  }

  init(_ record: CaseRecord) {
    mark = Wording.emoji(record.verdict)
    title = Markdown.text(record.aspect.title)
    subject = Markdown.text(record.subject.description)
    explanation = Markdown.text(record.explanation)
    var rows = [("expected", Wording.expected(record.prediction))]
    if case .expected(let expectation) = record.prediction {
      rows += [("because", expectation.reason), ("rule source", expectation.source)]
    }
    rows.append(("observed", Wording.observed(record.observation)))
    if record.attempts > 1 { rows.append(("attempts", "\(record.attempts)")) }
    if let diagnosis = record.diagnosis {
      // Many symptoms only repeat what the heading and the line below it say.
      if !diagnosis.symptom.hasSuffix(record.explanation) { rows.append(("symptom", diagnosis.symptom)) }
      rows += [("cause", "\(diagnosis.cause) (`\(diagnosis.code)`)"), ("remedy", diagnosis.remedy)]
    }
    self.rows = rows.map { .init(name: "**\($0.0)**", value: Markdown.cell($0.1)) }
    evidence = (record.observation?.evidence ?? []).map(Piece.init)
    evidenceCount = evidence.count
    hasEvidence = !evidence.isEmpty
  }
}

extension MarkdownFinding.Piece {
  init(_ evidence: Evidence) {
    origin = Markdown.text(evidence.origin)
    command = Markdown.code(evidence.command)
    status = evidence.exitStatus.map { ", exit status \($0)" } ?? ""
    output = Markdown.block(
      evidence.output.isEmpty ? "(no output)" : BoundedText.cut(evidence.output, limit: CaseStory.evidenceLimit))
  }
}
