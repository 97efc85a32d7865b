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
    for (place, diagnosis) in diagnoses(cases, facts, context) { cases[place].diagnosis = diagnosis }
  }

  /// The diagnoses by the cases' places.
  private static func diagnoses(
    _ cases: [CaseRecord], _ facts: ClusterFacts, _ context: DiagnosisContext
  ) -> [(place: Int, diagnosis: Diagnosis)] {
    let findings = Findings(cases: cases, facts: facts, context: context)
    return cases.indices.filter { cases[$0].verdict == .deviates || cases[$0].verdict == .inconclusive }
      .map { ($0, diagnosis(cases[$0], findings)) }
  }

  private static func diagnosis(_ record: CaseRecord, _ findings: Findings) -> Diagnosis {
    if record.verdict == .inconclusive {
      return HostPathCauses.cutFromHost(record, findings) ?? NameCauses.podsNotStarting(record, findings)
        ?? ConfigurationCauses.familyNotEnabled(record, findings)
        ?? Inconclusive.diagnosis(record)
    }
    let causes: [(CaseRecord, Findings) -> Diagnosis?] = [
      ConfigurationCauses.drifted, ConfigurationCauses.notApplied, ConfigurationCauses.defaultRouteMoved,
      ConfigurationCauses.nodeIPDiffers, ConfigurationCauses.familyNotEnabled, ConfigurationCauses.masqueradeNotApplied,
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
    for cause in causes {
      if let found = cause(record, findings) { return found }
    }
    // What is asked by name fails with the name.
    if record.aspect == .externalHTTPS, findings.facts.httpsByName == true,
      let name = findings.record(.externalName, record.subject), name.verdict == .deviates
    {
      let behind = diagnosis(name, findings)
      return Diagnosis(behind.code, record, cause: behind.cause, remedy: behind.remedy)
    }
    return unexplained(record)
  }

  private static func unexplained(_ record: CaseRecord) -> Diagnosis {
    Diagnosis(
      "unexplained", record, cause: "no known cause fits everything else that was measured",
      remedy: "look at the case's evidence; compare `cilium-dbg status --verbose` on \(record.subject.source)")
  }
}

extension Diagnosis {
  init(_ code: String, _ record: CaseRecord, cause: String, remedy: String) {
    self.init(
      code: code, symptom: "\(record.aspect.title) (\(record.subject)): \(record.explanation)", cause: cause,
      remedy: remedy)
  }
}
