/// What became of one case between two runs. Pure.
enum CaseComparison {
  /// How a case stands, as far as a gate is concerned.
  private enum Standing {
    /// The path works and nothing deviates, or the setting is as predicted.
    case good
    /// The path does not work, be it as predicted, or something deviates.
    case bad
    /// It could not be established.
    case unknown
    case notApplicable
  }

  private static func standing(_ record: CaseRecord) -> Standing {
    switch record.verdict {
    case .notApplicable: return .notApplicable
    case .inconclusive: return .unknown
    case .deviates: return .bad
    // A path that fails as its rule predicts conforms, and yet carries nothing.
    case .conforms, .unpredicted: return record.observation?.outcome?.servesUsers == false ? .bad : .good
    }
  }

  /// The difference, or `nil` when there is none.
  static func compare(_ before: CaseRecord, _ after: CaseRecord, in scenario: Scenario) -> GateFinding? {
    func finding(_ change: GateChange) -> GateFinding { make(change, before, after, scenario) }
    let differs = before.observation?.outcome != after.observation?.outcome
    switch (standing(before), standing(after)) {
    case (.notApplicable, .notApplicable): return nil
    case (_, .unknown): return finding(.inconclusive)
    case (_, .notApplicable): return finding(.missing)
    case (.notApplicable, .good): return finding(.new)
    case (.notApplicable, .bad): return after.verdict == .deviates ? finding(.deviating) : finding(.new)
    case (.good, .bad): return finding(.lost)
    case (.bad, .good), (.unknown, .good): return finding(.gained)
    case (.unknown, .bad), (.bad, .bad):
      guard after.verdict == .deviates else { return differs ? finding(.changed) : nil }
      return finding(before.verdict == .deviates ? .broken : .deviating)
    case (.good, .good):
      if after.isFlaky, !before.isFlaky || losesMore(before, after) { return finding(.flaky) }
      if differs { return finding(.changed) }
      return hopsChanged(before, after, scenario)
    }
  }

  /// Whether a path loses more than before for certain: what it loses at least is above what it lost at most.
  private static func losesMore(_ before: CaseRecord, _ after: CaseRecord) -> Bool {
    guard let then = before.observation?.samples, let now = after.observation?.samples else { return false }
    return now.lossAtLeast > then.lossAtMost
  }

  /// Inside a cluster the routers between two pods or nodes are the cluster's own: other ones are another way. What is outside
  /// answers by whichever way it has.
  private static let inside: Set<Aspect> = [.sameNodePod, .crossNodePod, .ownNodeIP, .otherNodeIP]

  /// Answers that come over more or fewer routers than before: the address itself may be another pod's.
  private static func hopsChanged(
    _ before: CaseRecord, _ after: CaseRecord, _ scenario: Scenario
  ) -> GateFinding? {
    guard inside.contains(after.aspect.ipv4Twin), let old = before.observation?.ttls.first,
      let new = after.observation?.ttls.first, old.hops != new.hops
    else { return nil }
    var finding = make(.changed, before, after, scenario)
    finding.before = "\(text(before)), hops: \(old.hops) (TTL \(old.ttl))"
    finding.after = "\(text(after)), hops: \(new.hops) (TTL \(new.ttl))"
    return finding
  }

  /// Whether both runs have times of a path that works.
  static func isComparableInTime(_ before: CaseRecord, _ after: CaseRecord) -> Bool {
    standing(before) == .good && standing(after) == .good
  }

  /// A case that only one of the runs has.
  static func onlyBefore(_ before: CaseRecord, in scenario: Scenario, reason: Sentence) -> GateFinding? {
    if before.verdict == .notApplicable { return nil }
    return GateFinding(
      .missing, scenario: scenario, aspect: before.aspect, subject: before.subject, before: text(before),
      after: "not verified", explanation: reason)
  }

  /// A case that was not asked before.
  static func onlyAfter(_ after: CaseRecord, in scenario: Scenario) -> GateFinding? {
    let change: GateChange
    switch standing(after) {
    case .notApplicable: return nil
    case .unknown: change = .inconclusive
    case .bad where after.verdict == .deviates: change = .deviating
    case .good, .bad: change = .new
    }
    return GateFinding(
      change, scenario: scenario, aspect: after.aspect, subject: after.subject, before: "not verified",
      after: text(after), explanation: after.explanation, diagnosis: after.diagnosis)
  }

  private static func make(
    _ change: GateChange, _ before: CaseRecord, _ after: CaseRecord, _ scenario: Scenario
  ) -> GateFinding {
    GateFinding(
      change, scenario: scenario, aspect: after.aspect, subject: after.subject, before: text(before),
      after: text(after), explanation: after.explanation, diagnosis: after.diagnosis)
  }

  /// What was seen, and what it is worth where that does not go without saying.
  private static func text(_ record: CaseRecord) -> Sentence {
    let seen = record.observation?.outcome?.sentence
    return switch record.verdict {
    case .conforms where record.observation?.samples?.isMixed == true:
      "\(seen ?? "conforms") (\(record.observation?.samples?.sentence ?? ""))"
    case .conforms where record.isFlaky: "\(seen ?? "conforms") (on attempt \(record.attempts))"
    case .conforms where record.observation?.outcome?.servesUsers == false: "\(seen ?? "fails"), as predicted"
    case .conforms: seen ?? "conforms"
    case .unpredicted: "\(seen ?? "nothing seen"), which no rule predicts"
    case .deviates: "\(seen ?? "nothing seen"), which deviates"
    case .inconclusive: seen.map { "inconclusive (\($0))" } ?? "inconclusive"
    case .notApplicable: "not applicable"
    }
  }
}
