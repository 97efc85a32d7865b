/// Explains verdicts that are not green.
///
/// The causes are tried from the most to the least fundamental: a stale agent explains a missing translation, not the
/// other way round. The knowledge is the guide's troubleshooting section and the mechanism in Cilium.
enum Diagnostician {
  /// The cases with a diagnosis for each that deviates or is inconclusive.
  static func diagnose(
    _ cases: [CaseRecord], facts: ClusterFacts, context: DiagnosisContext = DiagnosisContext()
  ) -> [CaseRecord] {
    let findings = Findings(cases: cases, facts: facts, context: context)
    return cases.map { record in
      guard record.verdict == .deviates || record.verdict == .inconclusive else { return record }
      var explained = record
      explained.diagnosis = diagnosis(record, findings)
      return explained
    }
  }

  private static func diagnosis(_ record: CaseRecord, _ findings: Findings) -> Diagnosis {
    if record.verdict == .inconclusive {
      return NameCauses.podsNotStarting(record, findings) ?? Inconclusive.diagnosis(record)
    }
    let causes: [(CaseRecord, Findings) -> Diagnosis?] = [
      ConfigurationCauses.drifted, ConfigurationCauses.notApplied, ConfigurationCauses.defaultRouteMoved,
      ConfigurationCauses.nodeIPDiffers, ConfigurationCauses.masqueradeNotApplied, NameCauses.podsNotStarting,
      DatapathCauses.policyDenies, PacketCauses.clearTextLeak, PacketCauses.wrongUplink, PacketCauses.wrongIdentity,
      TranslationCauses.reverseMissing, TranslationCauses.wrongAddress,
      TranslationCauses.missing, PacketCauses.wrongSource, OutsideCauses.wrongAddressAnswered, TunnelCauses.pathMTU,
      TunnelCauses.tailnetDown, PacketCauses.lostBetweenNodes, TunnelCauses.vxlanBlocked,
      DatapathCauses.serviceBackendsDiffer, DatapathCauses.endpointsStale, NameCauses.clusterDNSUnhealthy,
      PacketCauses.replyLost, OutsideCauses.noWayOut, NameCauses.behindThePath, PacketCauses.otherContradiction,
    ]
    for cause in causes {
      if let found = cause(record, findings) { return found }
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
