/// Which cases deserve a second measurement, and what becomes of both. Pure.
///
/// Networks lose packets. A path that should work is asked once more before it is called broken; a case that only
/// succeeds then conforms, with both attempts in its evidence and `attempts` 2, so that flakiness stays visible. What
/// was expected to fail and works is never asked again: one success proves the path.
enum SecondAttempt {
  /// The cases to measure again.
  static func candidates(_ cases: [CaseRecord]) -> [(Aspect, Subject)] {
    cases.filter(deserves).map { ($0.aspect, $0.subject) }
  }

  private static func deserves(_ record: CaseRecord) -> Bool {
    guard record.verdict == .deviates, case .expected(let expectation) = record.prediction else { return false }
    switch record.aspect {
    case .natExternal, .natNodeAddress:
      return record.observation?.outcome == .notTranslated
    case .clusterDNSReady, .clusterDNSRestart, .defaultRoute, .nodeIP, .selectedDevices, .masquerade,
      .configurationApplied:
      // A state, not a packet: asking again at once says the same.
      return false
    case .pathMTU:
      return true
    default:
      return expectation.outcome.servesUsers == true && record.observation?.outcome?.servesUsers == false
    }
  }

  /// All records after the second attempt.
  ///
  /// - Parameter judge: judges all cases; its argument tells which of them are judged by the second measurement.
  static func merge(
    _ first: [CaseRecord], again: [(Aspect, Subject)], judge: ((Aspect, Subject) -> Bool) -> [CaseRecord]
  ) -> [CaseRecord] {
    guard !again.isEmpty else { return first }
    func isRepeated(_ aspect: Aspect, _ subject: Subject) -> Bool {
      again.contains { $0.0 == aspect && $0.1 == subject }
    }
    return zip(first, judge(isRepeated)).map { before, after in
      isRepeated(after.aspect, after.subject) ? combine(before, after) : after
    }
  }

  /// The second record of a case, with what is to be known of the first.
  private static func combine(_ first: CaseRecord, _ second: CaseRecord) -> CaseRecord {
    var combined = second
    combined.attempts = 2
    let before = (first.observation?.evidence ?? []).map { evidence in
      var marked = evidence
      marked.origin = "first attempt, \(evidence.origin)"
      return marked
    }
    combined.observation?.evidence = before + (second.observation?.evidence ?? [])
    if second.verdict == .conforms, let outcome = first.observation?.outcome {
      combined.explanation += " (on the second attempt; the first: \(outcome))"
    }
    return combined
  }
}
