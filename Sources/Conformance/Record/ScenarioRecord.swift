import Foundation

/// One scenario of a run.
public struct ScenarioRecord: Sendable, Codable, Hashable {
  /// Which scenario.
  public var scenario: Scenario
  /// The value of `devices` in `cilium-config`; `nil` when it is unset.
  public var devices: String?
  /// Whether `devices` is not known, which an archive without `cilium-config` has; `nil` where it is.
  public var devicesUnknown: Bool?
  /// When the scenario was entered.
  public var startedAt: Date
  /// When its last case was judged.
  public var finishedAt: Date?
  /// How long each phase took, in order.
  public var phases: [Phase]
  /// Every case, in the order of aspects and subjects.
  public var cases: [CaseRecord]
  /// Whether a cluster with this setting does what a cluster must.
  public var fitness: Fitness
  /// Why the scenario could not be established at all, if so; then `cases` may be empty and the run is not green.
  public var failure: Sentence?
  /// What the predictions were made from, so that a reader can judge the observations again (``rejudged()``). `nil`
  /// where the cluster could not be read or is too large, and in records of netproof 0.1, which did not keep it.
  public var basis: Basis?
  /// How the nodes were while they were probed; `nil` in records from before it was watched.
  public var health: HealthRecord?
  /// What the agents' tables hold of the run's own pods and Services; `nil` in older records.
  public var datapath: DatapathRecord?
  /// How the overlay below carried packets between the nodes; `nil` where none does, and in older records.
  public var tailnet: TailnetRecord?

  /// What the judge knew besides the observations.
  public struct Basis: Sendable, Codable, Hashable {
    /// The cluster as it was before the probes.
    public var facts: ClusterFacts
    /// Whether the run was allowed to restart cluster DNS pods.
    public var mayDisturb: Bool
    /// What the nodes' own networks said about the endpoints outside, where they were asked.
    var controls: HostControls?

    /// Every node has a route to every other: the facts grow with the square of the cluster. At this size they are
    /// about as large as the cases.
    static let mostNodes = 32

    /// Makes a basis.
    public init(facts: ClusterFacts, mayDisturb: Bool) {
      self.facts = facts
      self.mayDisturb = mayDisturb
    }

    /// Makes a basis of a cluster that is small enough to be kept.
    init?(keeping facts: ClusterFacts, mayDisturb: Bool) {
      guard facts.nodes.count <= Self.mostNodes else { return nil }
      self.init(facts: facts, mayDisturb: mayDisturb)
    }
  }

  /// A named stretch of time.
  public struct Phase: Sendable, Codable, Hashable {
    /// For example `settle` or `probe`.
    public var name: Sentence
    /// Its length in seconds.
    public var seconds: Double

    /// Makes a phase.
    public init(name: Sentence, seconds: Double) {
      self.name = name
      self.seconds = seconds
    }
  }

  /// Makes a record of a scenario that has just been entered.
  public init(scenario: Scenario, devices: String?, startedAt: Date) {
    self.scenario = scenario
    self.devices = devices
    self.startedAt = startedAt
    self.phases = []
    self.cases = []
    self.fitness = .unknown(["nothing was measured"])
  }
}

/// One case: an aspect of one node or pair in one scenario.
public struct CaseRecord: Sendable, Codable, Hashable {
  /// What was asked.
  public var aspect: Aspect
  /// Of which node or pair.
  public var subject: Subject
  /// What the rule predicted.
  public var prediction: Prediction
  /// What was measured; `nil` when the aspect does not apply.
  public var observation: Observation?
  /// The comparison.
  public var verdict: Verdict
  /// One sentence on how the verdict came about.
  public var explanation: Sentence
  /// What is behind a verdict that is not green.
  @Seldom public var diagnosis: Diagnosis?
  /// How often it was measured until this verdict.
  public var attempts: Int
  /// What the attempts before the last one brought, oldest first. Everything else here is of the last one.
  public var earlierAttempts: [CaseAttempt]
  /// Files that belong to the case, such as packet captures, as paths relative to the record's folder.
  @Seldom public var attachments: [String]?
  /// What packets say of the case, where they were captured.
  @Seldom public var path: PathProof?
  /// What evidence says of why the path fails, of one that was expected to; otherwise `nil`.
  @Seldom public var cause: CauseProof?
  /// Where the path ends, of one that fails although it should not; `nil` for every other, where no trace could be made, and
  /// in older records.
  @Seldom public var hops: HopTrace?

  /// Makes a case's record.
  public init(
    aspect: Aspect, subject: Subject, prediction: Prediction, observation: Observation?, verdict: Verdict,
    explanation: Sentence, diagnosis: Diagnosis? = nil, attempts: Int = 1, earlierAttempts: [CaseAttempt] = [],
    attachments: [String]? = nil, path: PathProof? = nil
  ) {
    self.aspect = aspect
    self.subject = subject
    self.prediction = prediction
    self.observation = observation
    self.verdict = verdict
    self.explanation = explanation
    self.diagnosis = diagnosis
    self.attempts = attempts
    self.earlierAttempts = earlierAttempts
    self.attachments = attachments
    self.path = path
  }
}

/// Whether a cluster with a setting does what a cluster must: a second answer beside conformance.
public enum Fitness: Sendable, Hashable {
  /// Every path that a cluster needs works.
  case fit
  /// These paths do not work.
  case unfit([Sentence])
  /// It could not be established, for these reasons.
  case unknown([Sentence])
}

/// A claim of the guide, judged on this cluster. It never fails a run.
public struct ClaimRecord: Sendable, Codable, Hashable {
  /// What became of the claim.
  public enum Judgement: String, Sendable, Codable, Hashable {
    case confirmed
    case refuted
    /// The run holds nothing that speaks for or against it.
    case notTested = "not-tested"
  }

  /// A stable identifier, for example `physical-only.cross-node-fails`.
  public var id: String
  /// The scenario it is about.
  public var scenario: Scenario
  /// The guide's words.
  public var statement: Sentence
  /// Confirmed, refuted or not tested.
  public var judgement: Judgement
  /// What was seen, per subject.
  public var evidence: [Sentence]
  /// Why the cluster behaves so.
  public var reason: Sentence

  /// Makes a claim's record.
  public init(
    id: String, scenario: Scenario, statement: Sentence, judgement: Judgement, evidence: [Sentence], reason: Sentence
  ) {
    self.id = id
    self.scenario = scenario
    self.statement = statement
    self.judgement = judgement
    self.evidence = evidence
    self.reason = reason
  }
}
