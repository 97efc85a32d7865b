/// What a run tells while it goes on, for people who watch.
public enum RunProgress: Sendable {
  /// The cluster's facts are known.
  case clusterRead(ClusterSummary)
  /// A scenario begins; `index` counts from 1.
  case scenarioStarted(Scenario, index: Int, total: Int)
  /// A phase of a scenario begins, for example `restarting the agents`.
  case phaseStarted(Scenario, Sentence)
  /// So many cases will be judged in the scenario.
  case casesPlanned(Scenario, count: Int)
  /// One case was judged.
  case caseFinished(Scenario, CaseRecord)
  /// A scenario is over.
  case scenarioFinished(ScenarioRecord)
  /// Something a watcher should know, for example that leftovers are being removed.
  case note(Sentence)
}
