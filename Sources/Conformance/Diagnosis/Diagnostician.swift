import Cilium

/// Explains verdicts that are not green.
///
/// What was read comes first: a setting that drifted, an agent with other devices, a policy, packets, an entry of a table.
/// What is left is explained by supposed faults (`Faults`): each is followed along every case's way, and one that another
/// case contradicts is not named. The knowledge is the guide's troubleshooting section and the mechanism in Cilium.
enum Diagnostician {
  /// Gives every case that deviates or is inconclusive a diagnosis. In place: a large cluster's cases are many, and few
  /// need one.
  ///
  /// - Parameter family: whose cases they are, under the names of IPv4; nil for the cluster's first.
  /// - Returns: the faults that were supposed, and what came of each.
  @discardableResult
  static func diagnose(
    _ cases: inout [CaseRecord], facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext(),
    family: IPFamily? = nil
  ) -> [CauseTrial] {
    let (explanations, trials) = explain(cases, facts: facts, context: context, family: family)
    for (place, explanation) in explanations {
      cases[place].diagnosis = Diagnosis(explanation, of: cases[place])
    }
    return trials
  }

  /// On its own, so that nothing holds the cases any more when they are changed: they would be copied, all of them.
  private static func explain(
    _ cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext, family: IPFamily?
  ) -> (explanations: [Int: Explanation], trials: [CauseTrial]) {
    let run = DiagnosisRun(cases, facts: facts, context: context, family: family)
    return (run.explanations, run.told(family ?? facts.primaryFamily))
  }
}

/// One diagnosis of a scenario's cases of one family.
struct DiagnosisRun {
  /// The explanations by the cases' places.
  private(set) var explanations: [Int: Explanation] = [:]
  /// The supposed faults that were tried, in order.
  private(set) var trials: [FaultSearch.Trial] = []
  /// The cases with the ways of their packets; nil where nothing needed to be explained.
  private(set) var cells: FaultForecast.Cells?

  /// The forecasts that were made: each is the same however much is explained.
  private var forecasts: [SupposedFault: FaultForecast] = [:]
  /// What may be supposed of all that is not green, in order.
  private var supposable: [SupposedFault] = []

  /// Something that is tried, after what is before it has explained what it could.
  private enum Stage {
    /// Paths that are answered now and then, which nothing that is broken for good explains.
    case losses
    /// Causes that look for evidence of their own, from the most to the least fundamental, in deviating cases.
    case evidence([Explanation.Cause])
    /// The same in cases that could not be established.
    case obstacles([Explanation.Cause])
    /// Faults that the facts show.
    case facts
    /// Supposed faults.
    case faults(@Sendable (Set<Int>, FaultForecast.Cells) -> [SupposedFault])
    /// What is asked by name, and fails with the name.
    case names
    /// Names that fail for DNS pods which are not well, where it is known why these are not.
    case unwellPods
  }

  private static let stages: [Stage] = [
    .losses,
    .evidence([ConfigurationCauses.drifted, PrerequisiteCauses.broken, InspectionCauses.seen]),
    .facts,
    .obstacles([
      HostPathCauses.cutFromHost, NameCauses.podsNotStarting, ConfigurationCauses.familyNotEnabled,
      Inconclusive.endpointDown, Inconclusive.obstacle, Inconclusive.notRecorded,
    ]),
    .evidence([
      ConfigurationCauses.notApplied, ConfigurationCauses.defaultRouteMoved, ConfigurationCauses.nodeIPDiffers,
      ConfigurationCauses.familyNotEnabled, ConfigurationCauses.masqueradeNotApplied,
      DatapathCauses.policyDenies, MarkCauses.taken, HostPathCauses.cutFromHost, NameCauses.podsNotStarting,
      NameCauses.clusterDNSMissing, PacketCauses.clearTextLeak, PacketCauses.wrongUplink, PacketCauses.wrongIdentity,
      TranslationCauses.reverseMissing, TranslationCauses.wrongAddress,
    ]),
    .faults(FaultCandidates.translation),
    .evidence([PacketCauses.wrongSource, OutsideCauses.wrongAddressAnswered]),
    .names,
    .faults(FaultCandidates.betweenNodes),
    // Where nothing passes between the nodes, that is why kubelet is not reached either.
    .obstacles([Inconclusive.kubelet]),
    .unwellPods,
    .evidence([
      DatapathCauses.serviceBackendsDiffer, DatapathCauses.endpointsStale, NameCauses.clusterDNSUnhealthy,
      PacketCauses.replyLost,
    ]),
    .faults(FaultCandidates.outside),
    .evidence([PacketCauses.otherContradiction]),
    .names,
  ]

  init(_ cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext, family: IPFamily?) {
    let open = cases.indices.filter { cases[$0].verdict == .deviates || cases[$0].verdict == .inconclusive }
    guard !open.isEmpty else { return }
    let judged = JudgedCases(
      cases: cases, facts: facts, context: context, prerequisites: Prerequisites.broken(facts),
      family: family ?? facts.primaryFamily)
    let tracer = PathTracer(model: PathModel(facts: facts, family: family), endpoints: context.endpoints)
    let cells = FaultForecast.Cells(judged, tracer)
    self.cells = cells
    supposable = FaultCandidates.all(Set(open), cells)
    for stage in Self.stages { take(stage, open, cells) }
    for place in open where explanations[place] == nil { explanations[place] = rest(place, cells) }
  }

  private mutating func take(_ stage: Stage, _ open: [Int], _ cells: FaultForecast.Cells) {
    let judged = cells.judged
    let left = open.filter { explanations[$0] == nil }
    switch stage {
    case .losses:
      for (place, explanation) in LossSearch(cells).explanations() { explanations[place] = explanation }
    case .evidence(let causes): find(causes, left.filter { judged.cases[$0].verdict == .deviates }, judged)
    case .obstacles(let causes): find(causes, left.filter { judged.cases[$0].verdict == .inconclusive }, judged)
    case .facts:
      let library = FactFaults(model: cells.tracer.model, endpoints: cells.tracer.endpoints, context: judged.context)
      let shown = library.all(on: cells.ways(of: left))
      let places = Set(left)
      if !shown.isEmpty { search(shown, places, cells) }
    case .faults(let candidates):
      let places = Set(left)
      let supposed = candidates(places, cells)
      if !supposed.isEmpty { search(supposed, places, cells) }
    case .unwellPods:
      for place in left {
        if let reason = reasonOfUnwellPods(place, cells) { explanations[place] = reason }
      }
    case .names:
      for place in left {
        if let name = explanationOfName(place, cells) { explanations[place] = name }
      }
    }
  }

  private mutating func search(
    _ candidates: [SupposedFault], _ left: Set<Int>, _ cells: FaultForecast.Cells
  ) {
    guard !left.isEmpty else { return }
    let judged = cells.judged
    var known = forecasts
    let found = FaultSearch(cells: cells) { fault in
      if let made = known[fault] { return made }
      let made = FaultForecast(fault, cells)
      known[fault] = made
      return made
    }.run(candidates, on: left, rivals: supposable)
    forecasts = known
    trials += found.trials
    let findings = FaultFindings(cells: cells)
    for named in found.named {
      for place in named.places {
        let record = judged.cases[place]
        // Packets say more: they were seen to leave one node.
        let packets =
          named.fault.kind == .tunnelBlocked && record.verdict == .deviates
          ? PacketCauses.lostBetweenNodes(record, judged) : nil
        explanations[place] = packets ?? findings.explanation(named, of: record)
      }
    }
  }

  private func reasonOfUnwellPods(_ place: Int, _ cells: FaultForecast.Cells) -> Explanation? {
    let record = cells.judged.cases[place]
    guard record.verdict == .deviates, [.clusterName, .externalName].contains(record.aspect),
      NameCauses.clusterDNSUnhealthy(record, cells.judged) != nil
    else { return nil }
    let unwell = cells.judged.dnsHomes.flatMap { home in
      [Aspect.clusterDNSReady, .clusterDNSRestart].compactMap { cells.judged.index($0, .node(home)) }
    }
    guard let known = unwell.first(where: { cells.judged.cases[$0].verdict == .deviates && explanations[$0] != nil })
    else { return nil }
    return explanations[known].map { Explanation($0.finding, shownBy: [cells.judged.cases[known]]) }
  }

  private func explanationOfName(_ place: Int, _ cells: FaultForecast.Cells) -> Explanation? {
    let record = cells.judged.cases[place]
    guard record.verdict == .deviates, record.aspect == .externalHTTPS, cells.judged.facts.httpsByName == true,
      let name = cells.judged.cases.indices.first(where: {
        cells.judged.cases[$0].aspect == .externalName && cells.judged.cases[$0].subject == record.subject
      }), cells.judged.cases[name].verdict == .deviates
    else { return nil }
    return explanations[name].map { Explanation($0.finding, shownBy: [cells.judged.cases[name]]) }
  }

  private mutating func find(_ causes: [Explanation.Cause], _ places: [Int], _ judged: JudgedCases) {
    for place in places {
      explanations[place] = causes.lazy.compactMap { $0(judged.cases[place], judged) }.first
    }
  }

  /// What no cause explains.
  private func rest(_ place: Int, _ cells: FaultForecast.Cells) -> Explanation {
    let record = cells.judged.cases[place]
    if record.verdict == .inconclusive { return Explanation(MeasurementFailed(node: record.subject.source)) }
    return Explanation(Unexplained(node: record.subject.source))
  }
}
