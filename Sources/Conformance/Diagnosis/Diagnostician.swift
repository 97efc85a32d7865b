/// Explains verdicts that are not green.
///
/// The causes are tried from the most to the least fundamental: a stale agent explains a missing translation, not the
/// other way round. The knowledge is the guide's troubleshooting section and the mechanism in Cilium.
enum Diagnostician {
  /// Gives every case that deviates or is inconclusive a diagnosis. In place: a large cluster's cases are many, and few
  /// need one.
  static func diagnose(
    _ cases: inout [CaseRecord], facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext()
  ) {
    for (place, explanation) in explanations(cases, facts, context) {
      cases[place].diagnosis = Diagnosis(explanation, of: cases[place])
    }
  }

  /// The explanations by the cases' places.
  private static func explanations(
    _ cases: [CaseRecord], _ facts: ClusterFacts, _ context: DiagnosisContext
  ) -> [(place: Int, explanation: Explanation)] {
    let judged = JudgedCases(
      cases: cases, facts: facts, context: context, prerequisites: Prerequisites.broken(facts))
    return cases.indices.filter { cases[$0].verdict == .deviates || cases[$0].verdict == .inconclusive }
      .map { ($0, explanation(cases[$0], judged)) }
  }

  private static let inconclusive: [Explanation.Cause] = [
    HostPathCauses.cutFromHost, NameCauses.podsNotStarting, ConfigurationCauses.familyNotEnabled,
    Inconclusive.endpointDown, Inconclusive.obstacle, Inconclusive.notRecorded,
  ]

  private static let deviating: [Explanation.Cause] = [
    ConfigurationCauses.drifted, PrerequisiteCauses.broken, InspectionCauses.seen, ConfigurationCauses.notApplied,
    ConfigurationCauses.defaultRouteMoved, ConfigurationCauses.nodeIPDiffers, ConfigurationCauses.familyNotEnabled,
    ConfigurationCauses.masqueradeNotApplied,
    DatapathCauses.policyDenies, HostPathCauses.cutFromHost, NameCauses.podsNotStarting,
    PacketCauses.clearTextLeak, PacketCauses.wrongUplink, PacketCauses.wrongIdentity,
    TranslationCauses.reverseMissing, TranslationCauses.wrongAddress,
    TranslationCauses.missing, PacketCauses.wrongSource, OutsideCauses.wrongAddressAnswered,
    TunnelCauses.uplinkTooSmall, TunnelCauses.pathMTU,
    TunnelCauses.tailnetDown, PacketCauses.lostBetweenNodes, TunnelCauses.vxlanBlocked,
    DatapathCauses.serviceBackendsDiffer, DatapathCauses.endpointsStale, NameCauses.clusterDNSUnhealthy,
    PacketCauses.replyLost, OutsideCauses.filteredAtNode, OutsideCauses.noWayOut, NameCauses.behindThePath,
    PacketCauses.otherContradiction,
  ]

  private static func explanation(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation {
    for cause in record.verdict == .inconclusive ? inconclusive : deviating {
      if let found = cause(record, judged) { return found }
    }
    if record.verdict == .inconclusive { return Explanation(MeasurementFailed(node: record.subject.source)) }
    // What is asked by name fails with the name.
    if record.aspect == .externalHTTPS, judged.facts.httpsByName == true,
      let name = judged.record(.externalName, record.subject), name.verdict == .deviates
    {
      let behind = explanation(name, judged)
      return Explanation(behind.finding, shownBy: [name])
    }
    return Explanation(Unexplained(node: record.subject.source))
  }
}
