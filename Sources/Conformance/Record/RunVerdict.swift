extension ScenarioRecord {
  /// The scenario as a whole: its worst case, and never green when it could not be established.
  public var verdict: Verdict {
    var worst = cases.map(\.verdict).worst ?? .inconclusive
    // Not knowing is never green: not where a path fails that no rule predicts, nor where no rule predicts anything.
    let isOpen = worst == .unpredicted || cases.contains { $0.verdict == .unpredicted && $0.isRed }
    if isOpen, worst.severity < Verdict.inconclusive.severity { worst = .inconclusive }
    guard failure != nil else { return worst }
    return worst.severity < Verdict.inconclusive.severity ? .inconclusive : worst
  }
}

extension RunRecord {
  /// Whether a setting of the run does not do what a cluster needs.
  public var isUnfit: Bool { scenarios.contains { $0.fitness.kind == .unfit } }

  /// Whether the run's settings do what a cluster needs, the worst of them; `nil` where fitness does not decide (the lab,
  /// `sweep`, `--accept-unfit`).
  public var decidingFitness: Fitness.Kind? {
    guard fitnessDecides == true else { return nil }
    let kinds = Set(scenarios.map(\.fitness.kind))
    return kinds.contains(.unfit) ? .unfit : kinds == [.fit] ? .fit : .unknown
  }

  /// The run as a whole: its worst scenario. A run without scenarios, or one that was interrupted, is inconclusive.
  public var verdict: Verdict {
    let worst = scenarios.map(\.verdict).worst ?? .inconclusive
    guard interruption != nil || finishedAt == nil else { return worst }
    return worst.severity < Verdict.inconclusive.severity ? .inconclusive : worst
  }
}
