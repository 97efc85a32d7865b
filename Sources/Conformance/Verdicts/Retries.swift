/// Which cases deserve another measurement, and what becomes of all of them. Pure.
///
/// Networks lose packets. A path that should work is asked again before it is called broken; a case that only succeeds
/// then conforms and is flaky (``CaseRecord/isFlaky``), with every earlier attempt in its record. What was expected to
/// fail and works is never asked again: one success proves the path.
struct Retries {
  /// Case → what its measurements brought that were followed by another, oldest first.
  private var earlier: [CaseKey: [CaseAttempt]] = [:]
  /// Case → the number of the measurement that judges it; 0 is the first of all cases.
  private var latest: [CaseKey: Int] = [:]
  /// How many measurements were begun after the first.
  private(set) var rounds = 0

  /// Begins another round for the judged cases that deserve one; returns them. None means that nothing is left to ask.
  ///
  /// - Parameter cut: the nodes whose answers were cut off on the way here.
  mutating func next(_ judged: [CaseRecord], cut: Set<String> = []) -> [(Aspect, Subject)] {
    let again = judged.filter { Self.deserves($0, isCut: cut.contains($0.subject.source)) }
    guard !again.isEmpty else { return [] }
    rounds += 1
    for record in again {
      earlier[record.key, default: []].append(
        CaseAttempt(
          observation: record.observation, verdict: record.verdict, explanation: record.explanation))
      latest[record.key] = rounds
    }
    return again.map { ($0.aspect, $0.subject) }
  }

  /// The number of the measurement that judges a case.
  func round(of aspect: Aspect, _ subject: Subject) -> Int { latest[CaseKey(aspect, subject)] ?? 0 }

  /// Makes the final records, with what is to be known of the attempts before. In place: a large cluster's cases are not
  /// copied for the few that were asked again.
  func complete(_ judged: inout [CaseRecord]) {
    guard !earlier.isEmpty else { return }
    for index in judged.indices {
      if let before = earlier[judged[index].key] { judged[index] = Self.complete(judged[index], after: before) }
    }
  }

  /// A final record with what is to be known of the attempts before it.
  static func complete(_ record: CaseRecord, after before: [CaseAttempt]) -> CaseRecord {
    guard !before.isEmpty else { return record }
    var complete = record
    complete.attempts = before.count + 1
    complete.earlierAttempts = before
    if complete.isFlaky {
      let seen = before.map { attempt in attempt.observation?.outcome?.sentence ?? attempt.explanation }
      complete.explanation =
        "\(complete.explanation) (flaky: on attempt \(complete.attempts); before: \(seen.joined(separator: "; ")))"
    }
    return complete
  }

  private static func deserves(_ record: CaseRecord, isCut: Bool) -> Bool {
    guard record.verdict == .deviates || record.verdict == .inconclusive,
      case .expected(let expectation) = record.prediction
    else { return false }
    switch record.aspect.definition.measurement {
    case .agent, .dnsPods, .dnsRestart, .inspection, .programs:
      // A state, not a packet: asking again at once says the same.
      return false
    case .nodePort:
      // Who answers where nobody should has been seen to; who is silent may have lost a packet.
      return record.observation?.outcome?.lacksAddresses(of: expectation.outcome) ?? true
    case .natEntry, .probes, .host:
      if isCut, case .notMeasured? = record.observation?.result { return true }
    }
    if case .natEntry = record.aspect.definition.measurement {
      return record.verdict == .deviates && record.observation?.outcome == .notTranslated
    }
    if record.aspect.kind == .pathMTU { return record.verdict == .deviates }
    // Inconclusive with an outcome: an endpoint outside that seems to be down for everybody may be back by now.
    return expectation.outcome.servesUsers == true && record.observation?.outcome?.servesUsers == false
  }
}

extension Aspect {
  /// Whether it is measured by sending packets and reading what comes back.
  var isMeasuredByProbes: Bool { if case .probes = definition.measurement { true } else { false } }
}
