import Conformance

/// One case told as plain text: what was expected and why, what was seen, the evidence, and what is behind it.
enum CaseStory {
  /// Evidence is cut to this many characters per piece; the record holds all of it.
  static let evidenceLimit = 4_000

  /// Everything, for JUnit's `system-out` and `--verbose`.
  static func text(_ record: CaseRecord) -> String {
    var lines = [record.aspect.question, ""]
    lines += summaryLines(record)
    if let path = record.path {
      lines += ["", "packets (\(path.conclusion.rawValue)):"]
      lines += PathText.lines(path).map { "  " + OutputText.printable($0) }
    }
    lines += evidence(record.observation)
    return lines.joined(separator: "\n")
  }

  /// The evidence of one measurement: an empty line, where it is from, and what came back, for each piece.
  static func evidence(_ observation: Observation?) -> [String] {
    (observation?.evidence ?? []).flatMap { evidence in
      let status = evidence.exitStatus.map { " (exit status \($0))" } ?? ""
      let output = OutputText.printable(BoundedText.cut(evidence.output, limit: evidenceLimit))
      return [
        "", "[\(OutputText.line(evidence.origin))] \(OutputText.line(evidence.command))\(status)",
        output.isEmpty ? "(no output)" : withoutTrailingNewlines(output),
      ]
    }
  }

  /// Without the evidence.
  static func summary(_ record: CaseRecord) -> String { summaryLines(record).joined(separator: "\n") }

  private static func summaryLines(_ record: CaseRecord) -> [String] {
    var entries = [
      ("verdict", Wording.text(record.verdict) + (record.attempts > 1 ? ", after \(record.attempts) attempts" : "")),
      ("because", record.explanation.text),
      ("expected", Wording.expected(record.prediction)),
    ]
    if case .expected(let expectation) = record.prediction {
      entries += [("reason", expectation.reason.text), ("rule source", expectation.source)]
    }
    if record.observation != nil || record.verdict != .notApplicable {
      entries.append(("observed", Wording.observed(record.observation)))
    }
    if let diagnosis = record.diagnosis {
      entries += [
        ("symptom", diagnosis.symptom), ("cause", "\(diagnosis.cause) [\(diagnosis.code)]"),
        ("remedy", diagnosis.remedy),
      ]
      entries += diagnosis.commands.map { ("command", $0.description) }
      entries += diagnosis.shownBy.isEmpty ? [] : [("shown by", Wording.cases(diagnosis.shownBy))]
      if let page = diagnosis.page { entries.append(("page", page)) }
    }
    return entries.map { name, value in
      name + ":" + String(repeating: " ", count: max(1, 13 - name.count - 1)) + OutputText.printable(value)
    }
  }

  private static func withoutTrailingNewlines(_ text: String) -> String {
    var text = text[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
