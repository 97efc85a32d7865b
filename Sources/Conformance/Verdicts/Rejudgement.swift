extension ScenarioRecord {
  /// The cases judged anew, by the rules of this program, from the record's own facts and observations.
  ///
  /// A case that was measured twice is judged by its second measurement, as in the run. Whoever doubts a verdict, or
  /// changes a rule, can so ask recorded clusters again.
  ///
  /// - Parameter endpoints: the servers outside that were asked, where that is known.
  /// - Returns: `nil` for a record without a ``basis``: nothing can be predicted without the facts.
  public func rejudged(endpoints: ExternalEndpoints? = nil) -> [CaseRecord]? {
    rejudged(endpoints: endpoints, trying: { _ in })
  }

  /// The same, told which faults were supposed for what is not green.
  func rejudged(endpoints: ExternalEndpoints?, trying: ([CauseTrial]) -> Void) -> [CaseRecord]? {
    guard let basis else { return nil }
    let observations = Dictionary(
      cases.map { ($0.key, $0.observation) },
      uniquingKeysWith: { first, _ in first })
    let proofs = Dictionary(
      cases.map { ($0.key, $0.path) }, uniquingKeysWith: { first, _ in first })
    let predictions = Dictionary(
      cases.map { ($0.key, $0.prediction) }, uniquingKeysWith: { first, _ in first })
    var context = DiagnosisContext(datapath: datapath ?? DatapathRecord(), nodes: health?.nodes ?? [])
    context.endpoints = endpoints
    (context.tailnet, context.seconds) = (tailnet, health?.seconds)
    var judged = CaseJudge.judge(
      cases.map { ($0.aspect, $0.subject) }, facts: basis.facts, mayDisturb: basis.mayDisturb,
      controls: basis.controls ?? HostControls(),
      context: context,
      prove: { aspect, subject in
        let proof = proofs[CaseKey(aspect, subject)] ?? nil
        return proof.map {
          $0.again(Rules.predict(aspect, subject, facts: basis.facts), was: predictions[CaseKey(aspect, subject)])
        }
      },
      trying: trying
    ) { aspect, subject in
      observations[CaseKey(aspect, subject)] ?? nil
    }
    // What was seen stays, whatever is thought of it.
    let hops = cases.reduce(into: [CaseKey: HopTrace]()) { all, record in all[record.key] = record.hops }
    if !hops.isEmpty { for index in judged.indices { judged[index].hops = hops[judged[index].key] } }
    return judged
  }
}
