import Foundation

/// Two records that cannot be compared.
public struct GateInputError: Error, Hashable, CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String

  init(_ description: String) { self.description = description }
}

/// Compares a run with an earlier one of the same cluster and decides by a policy. Pure.
public struct Gate: Sendable {
  /// A run with the place that its record was read from.
  public struct Input: Sendable {
    /// Where the record was read from.
    public var path: String
    /// The record.
    public var record: RunRecord

    /// Makes an input.
    public init(path: String, record: RunRecord) {
      self.path = path
      self.record = record
    }

    var side: GateReport.Side {
      .init(
        path: path, runID: record.runID, startedAt: record.startedAt, context: record.cluster.context,
        verdict: record.verdict, flaky: record.flakyCount)
    }
  }

  /// The policy.
  public var policy: GatePolicy

  /// Makes a gate.
  public init(policy: GatePolicy = GatePolicy()) { self.policy = policy }

  /// Compares two runs.
  ///
  /// - Parameter now: The moment by which allowances expire.
  /// - Throws: ``GateInputError`` for runs of different clusters, and for runs that have no scenario in common.
  public func judge(before: Input, after: Input, now: Date) throws -> GateReport {
    try Self.check(before, after)
    var findings = Self.incompleteness(before, "before") + Self.incompleteness(after, "after")
    var compared = 0
    var changed = 0
    var leftOut = 0
    for scenario in Self.scenarios(before.record, after.record) {
      let old = before.record.scenarios.first { $0.scenario == scenario }
      let new = after.record.scenarios.first { $0.scenario == scenario }
      let comparison = ScenarioComparison(
        scenario: scenario, before: old, after: new, skipped: after.record.cluster.skippedNodes, noise: policy.noise,
        samples: (before.record.sample, after.record.sample),
        release: ReleaseChange(before: before.record, after: after.record, new))
      let found = comparison.findings()
      findings += found
      compared += comparison.pairs.count
      leftOut += comparison.leftOut
      changed += Set(found.compactMap { $0.aspect == nil || $0.subject == nil ? nil : $0.title }).count
    }
    findings += FactComparison.compare(before.record, after.record)
    let decided = findings.map { decide($0, now: now) }
    let order: [GateFinding.Effect] = [.refuses, .allowed, .reported]
    let sorted = order.flatMap { effect in
      GateChange.allCases.flatMap { change in decided.filter { $0.effect == effect && $0.change == change } }
    }
    return GateReport(
      schema: GateReport.currentSchema, decision: sorted.contains { $0.effect == .refuses } ? .refuse : .accept,
      before: before.side, after: after.side, judgedAt: now, policy: policy, findings: sorted, compared: compared,
      unchanged: max(0, compared - changed), phases: Self.phases(before.record, after.record),
      notes: Self.sampling(leftOut) + notes(before.record, after.record, decided, now: now))
  }

  private func decide(_ finding: GateFinding, now: Date) -> GateFinding {
    var decided = finding
    guard policy.effect(finding.change, fact: finding.fact) == .refuse else { return decided }
    decided.effect = .refuses
    let matching = policy.allowances.filter { $0.matches(finding) }
    if let valid = matching.first(where: { !$0.hasExpired(at: now) }) {
      decided.effect = .allowed
      decided.allowance = valid
    } else {
      decided.allowance = matching.first
    }
    return decided
  }

  private static func sampling(_ leftOut: Int) -> [Sentence] {
    if leftOut == 0 { return [] }
    return [
      "\(leftOut) cases could not be compared, because only one of the two samples has their pair of nodes; give both "
        + "runs the same --seed and --pair-limit"
    ]
  }

  private func notes(_ before: RunRecord, _ after: RunRecord, _ findings: [GateFinding], now: Date) -> [Sentence] {
    var notes: [Sentence] = []
    if before.cluster.server != after.cluster.server, before.cluster.context != after.cluster.context {
      notes.append(
        "the runs reached the cluster in different ways (\(before.cluster.context), \(after.cluster.context)); "
          + "they count as one cluster because they have nodes in common")
    }
    if before.startedAt > after.startedAt { notes.append("the run before is younger than the run after") }
    for allowance in policy.allowances {
      let isUsed = findings.contains { $0.allowance == allowance }
      if allowance.hasExpired(at: now) {
        let expired = (allowance.expires, allowance.reason)
        notes.append(
          isUsed
            ? "an allowance expired on \(expired.0) (\(expired.1)) and no longer lets pass what it was for"
            : "an allowance expired on \(expired.0) (\(expired.1)); nothing needs it: take it out of the policy")
      } else if !isUsed {
        notes.append("the allowance until \(allowance.expires) is not needed (\(allowance.reason))")
      }
    }
    return notes
  }

  /// Runs of different clusters say nothing about each other.
  private static func check(_ before: Input, _ after: Input) throws {
    let old = Set(before.record.cluster.nodes.map(\.name))
    let new = Set(after.record.cluster.nodes.map(\.name))
    if !old.isEmpty, !new.isEmpty, old.isDisjoint(with: new) {
      throw GateInputError(
        """
        \(before.path) and \(after.path) are of different clusters: no node is in both (\(list(old)) before, \
        \(list(new)) after). Compare runs of one cluster.
        """)
    }
    let oldScenarios = Set(before.record.scenarios.map(\.scenario.rawValue))
    let newScenarios = Set(after.record.scenarios.map(\.scenario.rawValue))
    if oldScenarios.isDisjoint(with: newScenarios), !oldScenarios.isEmpty, !newScenarios.isEmpty {
      throw GateInputError(
        """
        \(before.path) and \(after.path) have no scenario in common: \(list(oldScenarios)) before, \
        \(list(newScenarios)) after. `devices` was changed in between; run netproof once more before the upgrade, with \
        the setting that it will have after it.
        """)
    }
  }

  private static func list(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }

  private static func incompleteness(_ input: Input, _ when: String) -> [GateFinding] {
    let record = input.record
    let reason: Sentence
    if let interruption = record.interruption {
      reason = interruption
    } else if record.finishedAt == nil {
      reason = "it was killed before its end"
    } else if record.scenarios.isEmpty {
      reason = "it verified nothing"
    } else {
      return []
    }
    return [
      GateFinding(
        .inconclusive, before: when == "before" ? "incomplete" : "", after: when == "after" ? "incomplete" : "",
        explanation: when == "before"
          ? "the run before (\(input.path)) is incomplete: \(reason)"
          : "the run after (\(input.path)) is incomplete: \(reason)")
    ]
  }

  private static func scenarios(_ before: RunRecord, _ after: RunRecord) -> [Scenario] {
    Scenario.every.filter { scenario in
      (before.scenarios + after.scenarios).contains { $0.scenario == scenario }
    }
  }

  private static func phases(_ before: RunRecord, _ after: RunRecord) -> [GatePhase] {
    after.scenarios.flatMap { scenario -> [GatePhase] in
      guard let known = before.scenarios.first(where: { $0.scenario == scenario.scenario }) else { return [] }
      var names: [Sentence] = []
      for phase in known.phases + scenario.phases where !names.contains(phase.name) { names.append(phase.name) }
      // A phase can come several times, as each retry does.
      func seconds(_ record: ScenarioRecord, _ name: Sentence) -> Double? {
        let matching = record.phases.filter { $0.name == name }
        return matching.isEmpty ? nil : matching.reduce(0) { $0 + $1.seconds }
      }
      return names.map {
        GatePhase(scenario: scenario.scenario, name: $0, before: seconds(known, $0), after: seconds(scenario, $0))
      }
    }
  }
}
