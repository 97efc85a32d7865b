import Foundation

/// What a history keeps of one run: verdicts, without the evidence, so that years of nights fit into memory.
public struct RunDigest: Sendable, Codable, Hashable {
  /// One case of the run.
  public struct Case: Sendable, Codable, Hashable {
    /// What was asked.
    public var aspect: Aspect
    /// Of which node or pair.
    public var subject: Subject
    /// The comparison.
    public var verdict: Verdict
    /// Whether it conforms only because it was measured again.
    public var isFlaky: Bool
    /// The cause that the run found, for example `vxlan-blocked`.
    public var cause: String?
  }

  /// One scenario of the run.
  public struct ScenarioDigest: Sendable, Codable, Hashable {
    /// Which scenario.
    public var scenario: Scenario
    /// Its worst case.
    public var verdict: Verdict
    /// Its cases; none where it could not be established.
    public var cases: [Case]
  }

  /// Where the record was read from.
  public var path: String
  /// The run's id.
  public var runID: String
  /// When the run began.
  public var startedAt: Date
  /// The kubeconfig context that was used.
  public var context: String
  /// The Cilium version, where an agent answered.
  public var ciliumVersion: String?
  /// The run as a whole.
  public var verdict: Verdict
  /// Its scenarios.
  public var scenarios: [ScenarioDigest]

  /// Takes what a history needs from a record.
  public init(path: String, record: RunRecord) {
    self.path = path
    runID = record.runID
    startedAt = record.startedAt
    context = record.cluster.context
    ciliumVersion = record.cluster.ciliumVersion
    verdict = record.verdict
    scenarios = record.scenarios.map { scenario in
      ScenarioDigest(
        scenario: scenario.scenario, verdict: scenario.verdict,
        cases: scenario.cases.map {
          Case(
            aspect: $0.aspect, subject: $0.subject, verdict: $0.verdict, isFlaky: $0.isFlaky, cause: $0.diagnosis?.code)
        })
    }
  }
}
