/// From planned cases to judged and diagnosed ones. Pure.
enum CaseJudge {
  /// What the rules say of planned cases, in their order.
  static func predict(_ planned: [(Aspect, Subject)], facts: ClusterFacts) -> [Prediction] {
    planned.map { Rules.predict($0, $1, facts: facts) }
  }

  /// Compares, accounts for outages outside, and explains.
  ///
  /// - Parameters:
  ///   - predictions: what ``predict(_:facts:)`` says of the cases.
  ///   - mayDisturb: whether the run was allowed to restart DNS pods; otherwise that aspect does not apply.
  ///   - controls: what the nodes' own networks say about the endpoints outside.
  ///   - context: what was read of the agents beside the probes.
  ///   - prove: what packets say of a case, where they were captured.
  ///   - diagnosing: whether what is behind verdicts that are not green is looked for, which changes none of them.
  ///   - trying: told which faults were supposed for what is not green, and what came of each.
  ///   - observe: what was measured of a case, which is told by its place, too.
  static func judge(
    _ planned: [(Aspect, Subject)], predictions: [Prediction], facts: ClusterFacts, mayDisturb: Bool,
    controls: HostControls, context: DiagnosisContext, prove: (Aspect, Subject) -> PathProof?, diagnosing: Bool,
    trying: ([CauseTrial]) -> Void = { _ in }, observe: (Int, Aspect, Subject) -> Observation?
  ) -> [CaseRecord] {
    var judged = planned.indices.map { place -> CaseRecord in
      let (aspect, subject) = planned[place]
      var prediction = predictions[place]
      if aspect == .clusterDNSRestart, !mayDisturb {
        prediction = .notApplicable("restarting cluster DNS pods disturbs the cluster; this run may not")
      }
      var observation: Observation?
      if case .notApplicable = prediction {} else { observation = observe(place, aspect, subject) }
      var judgement = Judge.judge(prediction, observation, facts: facts)
      // A drifted cluster may happen to do all that the pinned scenario predicts (auto-detection instead of both
      // devices by name); it is in another scenario all the same, and the run must say so.
      if aspect == .configurationApplied, judgement.verdict == .conforms, let drift = facts.drift {
        judgement = Judge.Judgement(verdict: .deviates, explanation: drift.sentence)
      }
      let proof = observation == nil ? nil : prove(aspect, subject)
      if judgement.verdict == .conforms, let contradiction = proof?.contradiction {
        judgement = Judge.Judgement(
          verdict: .deviates, explanation: "\(judgement.explanation), but not the way that it must be: \(contradiction)"
        )
      }
      return CaseRecord(
        aspect: aspect, subject: subject, prediction: prediction, observation: observation,
        verdict: judgement.verdict, explanation: judgement.explanation, path: proof)
    }
    FamilyView.each(&judged) { cases, family in
      var context = context
      context.controls = controls.of(family)
      context.outages = EndpointOutage.refine(
        &cases, controls: context.controls, httpsByName: facts.httpsByName == true)
      CauseCheck.check(&cases, facts: facts, context: context)
      guard diagnosing else { return }
      trying(Diagnostician.diagnose(&cases, facts: facts, context: context, family: family))
    }
    for index in judged.indices where judged[index].diagnosis != nil {
      let symptom = judged[index].symptom
      judged[index].diagnosis?.symptom = symptom
    }
    return judged
  }

  /// The same of cases that are judged once: predicted, too, and what was measured is known by aspect and subject alone.
  static func judge(
    _ planned: [(Aspect, Subject)], facts: ClusterFacts, mayDisturb: Bool, controls: HostControls = HostControls(),
    context: DiagnosisContext = DiagnosisContext(), prove: (Aspect, Subject) -> PathProof? = { _, _ in nil },
    trying: ([CauseTrial]) -> Void = { _ in }, observe: (Aspect, Subject) -> Observation?
  ) -> [CaseRecord] {
    judge(
      planned, predictions: predict(planned, facts: facts), facts: facts, mayDisturb: mayDisturb, controls: controls,
      context: context, prove: prove, diagnosing: true, trying: trying
    ) { observe($1, $2) }
  }
}
