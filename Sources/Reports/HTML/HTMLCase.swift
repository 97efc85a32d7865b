import Conformance

/// One case with its evidence.
struct HTMLCase {
  var state: String
  var glyph: String
  var aspect: String
  var subject: String
  var expected: String
  var because: String
  var source: String
  var observed: String
  var remarks: [String]
  var packets: HTMLPackets?
  var hasEvidence: Bool
  var evidenceFold: String
  var evidence: [Piece]

  struct Piece {
    var origin: String
    var command: String
    var status: String
    var output: String
  }

  init(_ record: CaseRecord, _ localizer: Localizer, evidence limit: Int) {
    let state = PathState([record]) ?? .notApplicable
    (self.state, glyph) = (state.rawValue, state.glyph)
    aspect = localizer.title(record.aspect)
    subject = record.subject.description
    expected = localizer.expected(record.prediction)
    if case .expected(let expectation) = record.prediction {
      (because, source) = (localizer.sentence(expectation.reason), expectation.source)
    } else {
      (because, source) = ("", "")
    }
    observed =
      record.verdict == .notApplicable
      ? localizer(ReportPhrase.notApplicable)
      : BoundedText.cut(localizer.observed(record.observation), limit: 400, localizer)
    var remarks = CaseRemarks.all(record, localizer)
    remarks += (record.attachments ?? []).map { "\(localizer(ReportPhrase.attachments)): \($0)" }
    self.remarks = remarks
    let pieces = record.observation?.evidence ?? []
    evidence = pieces.map { Piece($0, localizer, limit: limit) }
    packets = record.path.map { HTMLPackets($0, localizer) }
    let count = pieces.count + (packets?.flows.count ?? 0)
    hasEvidence = count > 0
    evidenceFold = localizer(ReportPhrase.evidence, ["count": String(count)])
  }
}

extension HTMLCase.Piece {
  init(_ evidence: Evidence, _ localizer: Localizer, limit: Int) {
    origin = OutputText.line(evidence.origin)
    command = OutputText.line(evidence.command)
    status = evidence.exitStatus.map { ", " + localizer(ReportPhrase.exitStatus, ["status": String($0)]) } ?? ""
    let text = OutputText.printable(BoundedText.cut(evidence.output, limit: limit, localizer))
    output = text.isEmpty ? localizer(ReportPhrase.noOutput) : text
  }
}
