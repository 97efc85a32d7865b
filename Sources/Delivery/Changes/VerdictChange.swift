import Conformance

/// A verdict that is not what the last run found.
struct VerdictChange: Sendable, Hashable {
  /// Whose verdict it is.
  enum Scope: Sendable, Hashable {
    /// The run's as a whole.
    case run
    /// One case's.
    case judged(Scenario, Aspect, Subject)
    /// Cases that are gone: so many.
    case gone(Int)
  }

  var scope: Scope
  /// `nil` where the last run did not have it.
  var before: Verdict?
  var after: Verdict
  /// Why, in a sentence or two.
  var explanation: String
}

extension VerdictChange {
  /// What changed since `before`; pure.
  ///
  /// Without an earlier record, and for cases that are new, only what is not green is news, and the run as a whole.
  static func between(_ before: RunRecord?, _ after: RunRecord) -> [VerdictChange] {
    var changes: [VerdictChange] = []
    if before?.verdict != after.verdict {
      changes.append(
        VerdictChange(
          scope: .run, before: before?.verdict, after: after.verdict, explanation: summary(of: after)))
    }
    let old = Dictionary(
      cases(before).map { ($0.key, $0.record.verdict) }, uniquingKeysWith: { first, _ in first })
    let new = cases(after)
    for (key, record) in new {
      let known = old[key]
      guard known != record.verdict, known != nil || !record.verdict.isGreen else { continue }
      changes.append(
        VerdictChange(
          scope: .judged(key.scenario, key.aspect, key.subject), before: known, after: record.verdict,
          explanation: CaseSentence.of(record)))
    }
    return changes + gone(old, new, after)
  }

  private struct Key: Hashable {
    var scenario: Scenario
    var aspect: Aspect
    var subject: Subject
  }

  private static func cases(_ record: RunRecord?) -> [(key: Key, record: CaseRecord)] {
    (record?.scenarios ?? []).flatMap { scenario in
      scenario.cases.map { (Key(scenario: scenario.scenario, aspect: $0.aspect, subject: $0.subject), $0) }
    }
  }

  /// Cases of a scenario that both runs have, which nobody asks any more: a node that takes no part is no good news.
  /// Where a sample is drawn, tonight's pairs are not last night's.
  private static func gone(
    _ old: [Key: Verdict], _ new: [(key: Key, record: CaseRecord)], _ after: RunRecord
  ) -> [VerdictChange] {
    guard after.sample?.isWhole ?? true else { return [] }
    let asked = Set(new.map(\.key))
    let scenarios = Set(asked.map(\.scenario))
    let missing = old.filter {
      scenarios.contains($0.key.scenario) && !asked.contains($0.key) && $0.value != .notApplicable
    }
    guard !missing.isEmpty else { return [] }
    let skipped = after.cluster.skippedNodes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return [
      VerdictChange(
        scope: .gone(missing.count), before: nil, after: .inconclusive,
        explanation: skipped.isEmpty ? "" : "nodes that take no part: \(skipped.joined(separator: "; "))")
    ]
  }

  private static func summary(of record: RunRecord) -> String {
    if let reason = record.interruption { return "the run is incomplete: \(reason)" }
    let counts = Verdict.allCases.map { verdict in
      "\(record.scenarios.reduce(0) { $0 + $1.cases.count { $0.verdict == verdict } }) \(verdict.rawValue)"
    }
    return counts.joined(separator: ", ")
  }
}

/// How a case's verdict came about, and what to do about it, in a line.
enum CaseSentence {
  /// `EXPLANATION. Cause: …. Remedy: ….`, with the last two only where something is wrong.
  static func of(_ record: CaseRecord) -> String {
    guard let diagnosis = record.diagnosis, record.verdict != .conforms else { return record.explanation }
    return [record.explanation, "Cause: \(diagnosis.cause)", "Remedy: \(diagnosis.remedy)"]
      .map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
  }
}

extension Verdict {
  /// Whether nobody has to do anything about it.
  var isGreen: Bool { self == .conforms || self == .notApplicable }
}
