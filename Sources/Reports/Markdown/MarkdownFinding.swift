import Conformance

/// Cases that are not green for one reason, with everything a reader needs to act.
struct MarkdownFinding {
  var words: [String: String]
  var mark: String
  var title: String
  var rows: [MarkdownModel.NamedValue]
  var cases: [Entry]
  var more: String?
  var hasEvidence: Bool
  var evidenceFold: String
  var evidence: [Piece]

  /// One case.
  struct Entry {
    var path: String
    var subject: String
    var expected: String
    var observed: String
    var because: String
  }

  /// One piece of evidence.
  struct Piece {
    var heading: String
    var output: String
  }

  /// As many cases of a group are told one by one; the others are counted.
  private static let limit = 20

  init(_ group: FindingGroup, _ localizer: Localizer, evidence limit: Int) {
    words = localizer.words(of: ReportPhrase.self)
    mark = Wording.emoji(group.verdict)
    let count = group.count(localizer)
    title = group.code.map { "\(Markdown.code($0)): \(count)" } ?? "\(localizer.verdict(group.verdict)): \(count)"
    var rows = group.causes(localizer).map { (localizer(ReportPhrase.cause), Markdown.text($0)) }
    if let remedy = group.remedy(localizer) { rows.append((localizer(ReportPhrase.remedy), Markdown.text(remedy))) }
    rows += group.commands(localizer).map { (localizer(ReportPhrase.command), Markdown.code($0)) }
    let shownBy = group.shownBy
    if !shownBy.isEmpty {
      let names = localizer.bounded(shownBy, to: Self.limit) { Wording.cases([$0]) }
      rows.append((localizer(ReportPhrase.shownBy), Markdown.text(names.joined(separator: ", "))))
    }
    if let page = group.page { rows.append((localizer(ReportPhrase.page), Markdown.code(page))) }
    self.rows = rows.map { .init(name: $0.0, value: $0.1) }
    let told = group.cases.prefix(Self.limit)
    cases = told.map { record in
      var entry = Entry(record, localizer)
      if group.isMixed { entry.path = "\(Wording.emoji(record.verdict)) \(entry.path)" }
      return entry
    }
    more =
      group.cases.count > told.count
      ? localizer(ReportPhrase.more, ["count": String(group.cases.count - told.count)]) : nil
    let pieces = told.flatMap { record in
      (record.observation?.evidence ?? []).map { Piece($0, of: record, localizer, limit: limit) }
    }
    evidence = limit > 0 ? pieces : []
    hasEvidence = !evidence.isEmpty
    evidenceFold = localizer(ReportPhrase.evidence, ["count": String(pieces.count)])
  }
}

extension MarkdownFinding.Entry {
  init(_ record: CaseRecord, _ localizer: Localizer) {
    path = Markdown.cell(localizer.title(record.aspect))
    subject = Markdown.cell(record.subject.description)
    expected = Markdown.cell(localizer.expected(record.prediction))
    observed = Markdown.cell(BoundedText.cut(localizer.observed(record.observation), limit: 300, localizer))
    observed += CaseRemarks.all(record, localizer).map { "<br>" + Markdown.cell($0) }.joined()
    if let proof = record.path {
      let told = PathText.objections(proof, localizer)
      let lines = told.isEmpty ? proof.flows.prefix(1).map { PathText.line($0, localizer) } : told
      observed += lines.map { "<br>\(localizer(PacketPhrase.packets)): \(Markdown.cell($0))" }.joined()
    }
    for path in record.attachments ?? [] {
      observed += "<br>\(localizer(ReportPhrase.attachments)): \(Markdown.codeCell(path))"
    }
    if case .expected(let expectation) = record.prediction {
      because = Markdown.cell(localizer.sentence(expectation.reason)) + " (\(Markdown.cell(expectation.source)))"
    } else {
      because = ""
    }
  }
}

extension MarkdownFinding.Piece {
  init(_ evidence: Evidence, of record: CaseRecord, _ localizer: Localizer, limit: Int) {
    let status = evidence.exitStatus.map { ", " + localizer(ReportPhrase.exitStatus, ["status": String($0)]) } ?? ""
    heading =
      "\(Markdown.text(localizer.title(record.aspect))), \(Markdown.text(record.subject.description)); "
      + "\(Markdown.text(evidence.origin)): \(Markdown.code(evidence.command))\(status)"
    output = Markdown.block(
      evidence.output.isEmpty
        ? localizer(ReportPhrase.noOutput) : BoundedText.cut(evidence.output, limit: limit, localizer))
  }
}
