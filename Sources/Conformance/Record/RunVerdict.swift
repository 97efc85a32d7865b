extension ScenarioRecord {
  /// The scenario as a whole: its worst case, and never green when it could not be established.
  public var verdict: Verdict {
    let worst = cases.map(\.verdict).worst ?? .inconclusive
    guard failure != nil else { return worst }
    return worst.severity < Verdict.inconclusive.severity ? .inconclusive : worst
  }
}

extension RunRecord {
  /// The run as a whole: its worst scenario. A run without scenarios, or one that was interrupted, is inconclusive.
  public var verdict: Verdict {
    let worst = scenarios.map(\.verdict).worst ?? .inconclusive
    guard interruption != nil || finishedAt == nil else { return worst }
    return worst.severity < Verdict.inconclusive.severity ? .inconclusive : worst
  }
}
