extension Observation {
  /// Something that could not be measured, because of a failure.
  init(_ failure: AgentShell.Failure, evidence: [Evidence] = []) {
    self.init(.notMeasured(failure.sentence), obstacle: failure.obstacle, evidence: evidence)
  }
}
