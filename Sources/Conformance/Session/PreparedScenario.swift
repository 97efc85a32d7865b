import Kubernetes

/// What a scenario's measurements need, once everything before the probes is read, made and planned.
struct PreparedScenario: Sendable {
  /// The cluster before the probes.
  let facts: ClusterFacts
  /// `cilium-config` as it was read: a pinned scenario's facts have another `devices`.
  let configuration: [String: String]
  /// Every case that is judged.
  let planned: [(Aspect, Subject)]
  let pods: ProbePods
  let plan: ProbePlan
  private(set) var agents: AskedAgents
  /// What agents, kernels and DNS pods had counted before the probes.
  let before: CounterReading
  /// Takes packets down; `nil` where none are.
  let captures: CaptureSession?
  /// Which nodes' tailscaled could not be asked before the probes, and why.
  let tailscaleGaps: [Sentence]

  /// Forgets what agents said before the probes, which a large cluster has much of: what is judged by it, is observed.
  mutating func forgetAnswers() { agents.before = BeforeProbes.Answers() }
}
