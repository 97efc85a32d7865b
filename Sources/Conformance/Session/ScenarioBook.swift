import Cilium

/// The measurements of a scenario's cases, and their judgement by all that is known so far.
///
/// The cases are judged several times: with retries, counters, controls and restarts. What was predicted and observed of
/// one, and what packets prove, stays the same, is made with some effort, and should be in memory once.
struct ScenarioBook {
  /// A case in one of its measurements.
  private struct MeasuredCase: Hashable {
    var round: Int
    var key: CaseKey
  }

  private let planned: [(Aspect, Subject)]
  private let facts: ClusterFacts
  private let hasCaptures: Bool
  private let mayDisturb: Bool
  private let predictions: [Prediction]
  private var observed: ObservedCases
  private var proofs: [MeasuredCase: PathProof?] = [:]

  /// The first measurement is that of all cases, each later one of those that were asked again.
  private(set) var measurements: [ScenarioMeasurement]
  /// What was sent in each.
  private(set) var plans: [ProbePlan]
  var retries = Retries()
  var sampled: SampledPaths
  var changes = ClusterChange()
  var controls = HostControls()
  var context: DiagnosisContext

  /// - Parameter mayDisturb: Whether the run may restart the cluster's DNS pods.
  init(_ prepared: PreparedScenario, _ measured: ScenarioMeasurement, options: RunOptions, mayDisturb: Bool) {
    (planned, facts, hasCaptures) = (prepared.planned, prepared.facts, prepared.captures != nil)
    self.mayDisturb = mayDisturb
    predictions = CaseJudge.predict(prepared.planned, facts: prepared.facts)
    observed = ObservedCases(count: prepared.planned.count)
    measurements = [measured]
    plans = [prepared.plan]
    sampled = SampledPaths(sampling: options.pathSampling)
    context = DiagnosisContext(datapath: measured.datapath.record)
    context.endpoints = options.endpoints
  }

  /// Judges all cases.
  ///
  /// - Parameters:
  ///   - restarts: Node → what became of its DNS pods that were restarted.
  ///   - diagnosing: Whether what is behind verdicts that are not green is looked for.
  mutating func judge(_ restarts: [String: Observation] = [:], diagnosing: Bool) -> [CaseRecord] {
    CaseJudge.judge(
      planned, predictions: predictions, facts: facts, mayDisturb: mayDisturb, controls: controls,
      context: context, prove: { prove($0, $1) }, diagnosing: diagnosing
    ) { place, aspect, subject in
      let observation = aspect == .clusterDNSRestart ? restarts[subject.source] : observe(place, aspect, subject)
      return observation.map { changes.observation(aspect, subject, sampled.observation(aspect, subject, $0)) }
    }
  }

  /// Takes in another measurement, of what was sent by a part of the plan.
  mutating func take(_ measurement: ScenarioMeasurement, of plan: ProbePlan) {
    measurements.append(measurement)
    plans.append(plan)
  }

  /// Forgets what was only kept to be observed: every case has been judged, and so observed, before.
  mutating func forgetAnswers() {
    for index in measurements.indices { measurements[index].forgetAnswers() }
  }

  /// The measurement that judges a case.
  func measurement(of aspect: Aspect, _ subject: Subject) -> ScenarioMeasurement {
    measurements[retries.round(of: aspect, subject)]
  }

  private mutating func observe(_ place: Int, _ aspect: Aspect, _ subject: Subject) -> Observation? {
    let round = retries.round(of: aspect, subject)
    let measurement = measurements[round]
    return observed.observation(at: place, in: round) { measurement.observe(aspect, subject) }
  }

  private mutating func prove(_ aspect: Aspect, _ subject: Subject) -> PathProof? {
    guard hasCaptures else { return nil }
    let round = retries.round(of: aspect, subject)
    let proven = MeasuredCase(round: round, key: CaseKey(aspect, subject))
    if let known = proofs[proven] { return known }
    let proof = measurements[round].evidence?.proof(aspect, subject)
    proofs[proven] = .some(proof)
    return proof
  }
}
