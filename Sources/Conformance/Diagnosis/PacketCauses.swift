/// Causes that only packets tell apart. Without captures none of them is found.
enum PacketCauses {
  /// Pods' packets pass an uplink in clear.
  static func clearTextLeak(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    // Copies take nothing away: what does not arrive fails for something else.
    guard record.observation?.outcome?.servesUsers == JudgedCases.expected(record)?.servesUsers,
      let found = finding([.clearTextLeak, .duplicated], record, judged)
    else { return nil }
    return Explanation(ClearTextLeak(node: found.node, seen: found.told))
  }

  /// Packets leave by another uplink than the routes say.
  static func wrongUplink(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let found = finding([.wrongUplink], record, judged) else { return nil }
    return Explanation(WrongUplink(node: found.node, seen: found.told))
  }

  /// The tunnel's packets carry another pod's identity.
  static func wrongIdentity(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let found = finding([.wrongIdentity], record, judged) else { return nil }
    return Explanation(WrongIdentity(node: found.node, seen: found.told))
  }

  /// The source address is wrong on the wire, whatever the NAT table says.
  static func wrongSource(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    let kinds: Set<PacketFinding.Kind> = [.untranslated, .wrongSource, .translated]
    guard let found = finding(kinds, record, judged) else { return nil }
    guard found.kind != .untranslated else {
      return Explanation(SNATMissing(node: found.node, wanted: nil, seen: found.told))
    }
    return Explanation(SNATWrongAddress(node: found.node, address: nil, wanted: nil, seen: found.told))
  }

  /// The tunnel's packets leave one node and never reach the other.
  static func lostBetweenNodes(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let found = finding([.lostBetweenNodes], record, judged) else { return nil }
    return Explanation(TunnelLostOnTheWay(node: found.node, seen: found.told))
  }

  /// What left as it should is not answered, or the answer gets lost.
  static func replyLost(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    if let found = finding([.replyUndelivered], record, judged) {
      return Explanation(ReplyUndelivered(node: found.node, seen: found.told))
    }
    guard let found = finding([.replyLost], record, judged) else { return nil }
    return Explanation(ReplyLost(node: found.node, seen: found.told))
  }

  /// Any other contradiction between packets and rule.
  static func otherContradiction(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let contradiction = record.path?.findings.first(where: \.contradicts) else { return nil }
    return Explanation(
      PacketsOffPath(
        node: contradiction.node, kind: contradiction.kind, seen: contradiction.told, sender: record.subject.source))
  }

  /// The first such finding about the case, or about a case that shares its way.
  private static func finding(
    _ kinds: Set<PacketFinding.Kind>, _ record: CaseRecord, _ judged: JudgedCases
  ) -> PacketFinding? {
    func first(_ path: PathProof?) -> PacketFinding? { path?.findings.first { kinds.contains($0.kind) } }
    if let own = first(record.path) { return own }
    return judged.offPath.lazy.filter { shares($0, record, judged) }.compactMap { first($0.path) }.first
  }

  private static let tunnelled: Set<Aspect> = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName]
  private static let outside: Set<Aspect> = [.externalPing, .upstreamDNS, .externalHTTPS, .natExternal]
  private static let nodes: Set<Aspect> = [.otherNodeIP, .natNodeAddress, .apiService]

  /// Whether the packets of two cases go the same way. External names go the way of the DNS pods.
  private static func shares(_ other: CaseRecord, _ record: CaseRecord, _ judged: JudgedCases) -> Bool {
    let touched = [other.subject.source, other.subject.target]
    if record.aspect == .externalName {
      return (tunnelled.contains(other.aspect) || outside.contains(other.aspect))
        && (judged.dnsHomes + [record.subject.source]).contains { touched.contains($0) }
    }
    let group = [tunnelled, outside, nodes].first { $0.contains(record.aspect) } ?? []
    guard group.contains(other.aspect) else { return false }
    return touched.contains(record.subject.source) || record.subject.target.map { touched.contains($0) } == true
  }
}
