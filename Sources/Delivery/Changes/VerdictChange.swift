import Conformance

/// A verdict that is not what the last run found.
struct VerdictChange: Sendable, Hashable {
  /// Whose verdict it is.
  enum Scope: Sendable, Hashable {
    /// The run's as a whole.
    case run
    /// Whether a setting does what a cluster needs, where that decides how a run ends; `was` is `nil` where it was not
    /// told. `before` and `after` are the verdicts that weigh as much.
    case fitness(Scenario, was: Fitness.Kind?, now: Fitness.Kind)
    /// One case's.
    case judged(Scenario, Aspect, Subject)
    /// Cases that are gone, in a fixed order.
    case gone([ToldVerdicts.Case])
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
  static func between(_ before: ToldVerdicts, _ after: RunRecord) -> [VerdictChange] {
    var changes: [VerdictChange] = []
    if before.run != after.verdict {
      changes.append(
        VerdictChange(scope: .run, before: before.run, after: after.verdict, explanation: summary(of: after)))
    }
    for scenario in after.scenarios {
      if after.fitnessDecides == true { changes += fitness(of: scenario, before) }
      for record in scenario.cases {
        let known = before.cases[record.named(scenario.scenario)]
        guard known != record.verdict, known != nil || !record.verdict.isGreen else { continue }
        changes.append(
          VerdictChange(
            scope: .judged(scenario.scenario, record.aspect, record.subject), before: known, after: record.verdict,
            explanation: CaseSentence.of(record)))
      }
    }
    return changes + gone(before, after)
  }

  /// A setting that fails as predicted conforms, and is of no use: that is told like a verdict.
  private static func fitness(of scenario: ScenarioRecord, _ before: ToldVerdicts) -> [VerdictChange] {
    let (was, now) = (before.fitness[scenario.scenario], scenario.fitness.kind)
    guard was != now, was != nil || now != .fit else { return [] }
    return [
      VerdictChange(
        scope: .fitness(scenario.scenario, was: was, now: now), before: was.map(verdict), after: verdict(now),
        explanation: scenario.fitness.reasons.map(\.text).joined(separator: "; "))
    ]
  }

  private static func verdict(_ fitness: Fitness.Kind) -> Verdict {
    switch fitness {
    case .fit: .conforms
    case .unfit: .deviates
    case .unknown: .inconclusive
    }
  }

  /// Cases of a scenario that both runs have, which nobody asks any more: a node that takes no part is no good news.
  ///
  /// Where others are asked every night that is none: tonight's sample is not last night's, nor are the nodes that
  /// `--max-nodes` lets take part, and one node more moves the sources of every part of a split run.
  private static func gone(_ before: ToldVerdicts, _ after: RunRecord) -> [VerdictChange] {
    guard after.sample?.isWhole ?? true, after.sample?.shard == nil else { return [] }
    let asked = Set(after.scenarios.flatMap { scenario in scenario.cases.map { $0.named(scenario.scenario) } })
    let scenarios = Set(asked.map(\.scenario))
    let resting = after.cluster.nodesBeyondLimit
    let missing = before.cases.filter { entry, verdict in
      scenarios.contains(entry.scenario) && !asked.contains(entry) && verdict != .notApplicable
        && !resting.contains(entry.subject.source) && !(entry.subject.target.map(resting.contains) ?? false)
    }
    guard !missing.isEmpty else { return [] }
    let skipped = after.cluster.skippedNodes.filter { !resting.contains($0.key) }.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value)" }
    let order: (ToldVerdicts.Case) -> [String] = { [$0.scenario.rawValue, $0.aspect.rawValue, "\($0.subject)"] }
    return [
      VerdictChange(
        scope: .gone(missing.keys.sorted { order($0).lexicographicallyPrecedes(order($1)) }), before: nil,
        after: .inconclusive,
        explanation: skipped.isEmpty ? "" : "nodes that take no part: \(skipped.joined(separator: "; "))")
    ]
  }

  private static func summary(of record: RunRecord) -> String {
    if let reason = record.interruption { return "the run is incomplete: \(reason)" }
    let seen = Set(record.scenarios.flatMap(\.cases).map(\.verdict))
    let counts = Verdict.allCases.filter { $0 != .unpredicted || seen.contains($0) }.map { verdict in
      "\(record.scenarios.reduce(0) { $0 + $1.cases.count { $0.verdict == verdict } }) \(verdict.rawValue)"
    }
    return counts.joined(separator: ", ")
  }
}

/// How a case's verdict came about, and what to do about it, in a line.
enum CaseSentence {
  /// `EXPLANATION. Cause: …. Remedy: ….`, with the last two only where something is wrong.
  static func of(_ record: CaseRecord) -> String {
    guard let diagnosis = record.diagnosis, record.verdict != .conforms else { return record.explanation.text }
    return [record.explanation.text, "Cause: \(diagnosis.cause)", "Remedy: \(diagnosis.remedy)"]
      .map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
  }
}

extension Verdict {
  /// Whether nobody has to do anything about it.
  var isGreen: Bool { self == .conforms || self == .notApplicable }
}
