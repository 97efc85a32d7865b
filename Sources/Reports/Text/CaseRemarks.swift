import Conformance

/// What there is to say of a case beyond expectation and observation.
enum CaseRemarks {
  /// Of so many addresses it is told over how many hops they answered.
  private static let mostAnswers = 4

  /// The attempts it needed, and its explanation where that is more than the comparison of the two.
  static func all(_ record: CaseRecord, _ localizer: Localizer) -> [String] {
    var remarks: [String] = []
    if record.attempts > 1 {
      remarks.append(localizer(ReportPhrase.neededAttempts, ["count": String(record.attempts)]))
    }
    remarks += (record.observation?.ttls ?? []).prefix(mostAnswers).map { answer in
      localizer(
        ReportPhrase.answerTTL,
        ["address": answer.address, "ttl": String(answer.ttl), "hops": String(answer.hops)])
    }
    guard case .expected(let expectation) = record.prediction else { return remarks }
    let observed = Wording.observed(record.observation)
    let said: [Sentence] = [
      "expected: \(expectation.outcome); seen: \(observed)", "\(observed)", "\(observed), as expected",
      record.observation.flatMap { if case .notMeasured(let reason) = $0.result { reason } else { nil } } ?? "",
    ]
    if !said.contains(record.explanation) { remarks.append(localizer.sentence(record.explanation)) }
    if let hops = record.hops { remarks.append(localizer.sentence(hops.sentence)) }
    return remarks
  }
}
