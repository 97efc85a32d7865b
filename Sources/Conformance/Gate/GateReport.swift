import Foundation

/// What a comparison of two runs came to.
public struct GateReport: Sendable, Codable, Hashable {
  /// The version of this document's form.
  public static let currentSchema = "netproof.gate/1"

  /// Accepted or refused.
  public enum Decision: String, Sendable, Codable, Hashable {
    case accept
    case refuse
  }

  /// One of the two runs.
  public struct Side: Sendable, Codable, Hashable {
    /// Where its record was read from.
    public var path: String
    /// The run's id.
    public var runID: String
    /// When the run began.
    public var startedAt: Date
    /// The kubeconfig context that was used.
    public var context: String
    /// The run's own verdict.
    public var verdict: Verdict
    /// How many of its cases conform only because they were measured again.
    public var flaky: Int
  }

  /// The form's version.
  public var schema: String
  /// Accepted or refused.
  public var decision: Decision
  /// The run that is the basis.
  public var before: Side
  /// The run that is judged.
  public var after: Side
  /// When it was judged: allowances expire.
  public var judgedAt: Date
  /// The policy that was applied, in full.
  public var policy: GatePolicy
  /// Every difference, what refuses first.
  public var findings: [GateFinding]
  /// How many cases were compared.
  public var compared: Int
  /// How many of them are as before.
  public var unchanged: Int
  /// How long the phases of each scenario took; they depend on the machine and decide nothing.
  public var phases: [GatePhase]
  /// What a reader must know that is no finding: expired or unused allowances, different ways to the cluster.
  public var notes: [Sentence]

  /// The findings of a kind.
  public func findings(_ change: GateChange) -> [GateFinding] { findings.filter { $0.change == change } }

  /// What the gate refuses for.
  public var refusals: [GateFinding] { findings.filter { $0.effect == .refuses } }
}

/// One difference between two runs.
public struct GateFinding: Sendable, Codable, Hashable {
  /// What became of it.
  public enum Effect: String, Sendable, Codable, Hashable {
    /// The gate refuses because of it.
    case refuses
    /// It would refuse, and an allowance lets it pass.
    case allowed
    /// It is shown and decides nothing.
    case reported
  }

  /// The kind of difference.
  public var change: GateChange
  /// The scenario; `nil` for what belongs to the whole run.
  public var scenario: Scenario?
  /// The aspect; `nil` for what belongs to a scenario, a fact or a run.
  public var aspect: Aspect?
  /// The node or pair; `nil` where it concerns all of them.
  public var subject: Subject?
  /// The fact, if it is one.
  public var fact: GateFact?
  /// The node that a fact belongs to.
  public var node: String?
  /// What was seen before, in a few words.
  public var before: Sentence
  /// What is seen after, in a few words.
  public var after: Sentence
  /// One sentence on how it came about.
  public var explanation: Sentence
  /// What is behind it, as the run after found out.
  public var diagnosis: Diagnosis?
  /// What became of it.
  public var effect: Effect
  /// The allowance that lets it pass, or that has expired.
  public var allowance: GateAllowance?

  init(
    _ change: GateChange, scenario: Scenario? = nil, aspect: Aspect? = nil, subject: Subject? = nil,
    fact: GateFact? = nil, node: String? = nil, before: Sentence, after: Sentence, explanation: Sentence = "",
    diagnosis: Diagnosis? = nil
  ) {
    self.change = change
    self.scenario = scenario
    self.aspect = aspect
    self.subject = subject
    self.fact = fact
    self.node = node
    self.before = before
    self.after = after
    self.explanation = explanation
    self.diagnosis = diagnosis
    effect = .reported
  }
}

extension GateFinding {
  /// Names it: `both / external-ping [instance-master]`, `mtu of instance-master`.
  public var title: String {
    if let fact { return fact.rawValue + (node.map { " of \($0)" } ?? "") }
    var text = [scenario?.rawValue, aspect?.rawValue].compactMap { $0 }.joined(separator: " / ")
    if text.isEmpty { text = "the run" }
    return text + (subject.map { " [\($0)]" } ?? "")
  }
}

/// How long a phase of a scenario took in both runs, in seconds.
public struct GatePhase: Sendable, Codable, Hashable {
  /// The scenario.
  public var scenario: Scenario
  /// The phase's name.
  public var name: Sentence
  /// Before; `nil` when there was none.
  public var before: Double?
  /// After; `nil` when there was none.
  public var after: Double?
}
