/// Causes of what deviates in an archive, where no packet was sent.
enum InspectionCauses {
  /// What was seen is the cause itself.
  static func seen(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard case .value(let seen)? = record.observation?.outcome else { return nil }
    let node = record.subject.source
    switch record.aspect {
    case .attachedDevices:
      // An agent that runs with other devices hangs its programs there.
      if let stale = judged.deviating(.configurationApplied, on: node) {
        return Explanation(DevicesNotApplied(nodes: [node]), shownBy: [stale])
      }
      return Explanation(ProgramsNotAttached(node: node, seen: seen))
    case .podMTU: return Explanation(RouteMTUStale(node: node, seen: seen))
    case .tunnelPort: return Explanation(TunnelPortDropped(node: node, seen: seen))
    case .podPrograms: return Explanation(PodProgramsMissing(node: node, seen: seen))
    case .socketPrograms, .xdpDevices: return Explanation(ServiceProgramsDiffer(node: node, seen: seen))
    case .programOrder: return Explanation(ForeignProgramFirst(node: node, seen: seen))
    default: return nil
    }
  }
}
