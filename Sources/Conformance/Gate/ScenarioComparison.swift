/// Compares one scenario of two runs, case by case. Pure.
struct ScenarioComparison {
  let scenario: Scenario
  let before: ScenarioRecord?
  let after: ScenarioRecord?
  /// Nodes that take no part in the run after, with the reason.
  let skipped: [String: Sentence]
  let noise: NoiseBand
  /// Which pairs of nodes the runs probed; `nil` in records that do not say.
  let samples: (before: PairSample?, after: PairSample?)
  /// What another release of Cilium does by itself; `nil` where it is the same.
  var release: ReleaseChange?

  /// The cases that both runs have.
  var pairs: [(before: CaseRecord, after: CaseRecord)] {
    let known = Dictionary(
      (before?.cases ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return (after?.cases ?? []).compactMap { record in known[record.key].map { ($0, record) } }
  }

  /// Every difference.
  func findings() -> [GateFinding] {
    guard let before else {
      return [
        GateFinding(
          .new, scenario: scenario, before: "not verified", after: Sentence(words: after?.verdict.rawValue ?? ""),
          explanation: "the run before did not verify this scenario")
      ]
        // What was not compared must not go through unseen either.
        + (after?.cases ?? []).filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
        .compactMap { CaseComparison.onlyAfter($0, in: scenario) }
    }
    guard let after else {
      return [
        GateFinding(
          .missing, scenario: scenario, before: Sentence(words: before.verdict.rawValue), after: "not verified",
          explanation: "the run after did not verify this scenario")
      ]
    }
    let pairs = pairs
    var findings = failures(before, after)
    findings += pairs.compactMap { before, after in
      var finding = CaseComparison.compare(before, after, in: scenario)
      if let reason = release?.reason(before, after) { finding?.explanation = reason }
      return finding
    }
    let aspects = Aspect.allCases.filter { aspect in pairs.contains { $0.after.aspect == aspect } }
    let comparison = LatencyComparison(noise: noise)
    findings += aspects.flatMap { aspect in
      comparison.findings(aspect, in: scenario, pairs.filter { $0.after.aspect == aspect })
    }
    let old = Set(before.cases.map(\.key))
    let new = Set(after.cases.map(\.key))
    findings += before.cases.filter { !new.contains($0.key) && !Self.isLeftOut($0, of: samples.after) }
      .compactMap { CaseComparison.onlyBefore($0, in: scenario, reason: reasonForMissing($0, after)) }
    findings += after.cases.filter { !old.contains($0.key) }
      .compactMap { record in
        let finding = CaseComparison.onlyAfter(record, in: scenario)
        // Of a pair that the sample before left out, only trouble is news.
        return finding?.change == .new && Self.isLeftOut(record, of: samples.before) ? nil : finding
      }
    return findings
  }

  /// How many cases only one of the runs has because the other's sample left their pair out.
  var leftOut: Int {
    guard let before, let after else { return 0 }
    let old = Set(before.cases.map(\.key))
    let new = Set(after.cases.map(\.key))
    return before.cases.count { !new.contains($0.key) && Self.isLeftOut($0, of: samples.after) }
      + after.cases.count { !old.contains($0.key) && Self.isLeftOut($0, of: samples.before) }
  }

  private static func isLeftOut(_ record: CaseRecord, of sample: PairSample?) -> Bool {
    guard let sample, !sample.isWhole, let target = record.subject.target else { return false }
    let source = record.subject.source
    return sample.nodes.contains(source) && sample.nodes.contains(target)
      && !sample.subjects(record.aspect).contains(record.subject)
  }

  private func failures(_ before: ScenarioRecord, _ after: ScenarioRecord) -> [GateFinding] {
    let failures = [("before", before.failure), ("after", after.failure)]
    return failures.compactMap { when, failure in
      failure.map {
        GateFinding(
          .inconclusive, scenario: scenario, before: when == "before" ? "not established" : "",
          after: when == "after" ? "not established" : "",
          explanation: when == "before"
            ? "the scenario could not be established before: \($0)"
            : "the scenario could not be established after: \($0)")
      }
    }
  }

  private func reasonForMissing(_ record: CaseRecord, _ after: ScenarioRecord) -> Sentence {
    let nodes = [record.subject.source, record.subject.target].compactMap { $0 }
    for node in nodes {
      if let reason = skipped[node] { return "\(node) takes no part any more: \(reason)" }
    }
    if let failure = after.failure { return "the scenario could not be established: \(failure)" }
    let present = Set(after.cases.map(\.subject.source))
    if let gone = nodes.first(where: { !present.contains($0) }) { return "\(gone) is not in the run after" }
    return "the run after did not ask it"
  }
}
