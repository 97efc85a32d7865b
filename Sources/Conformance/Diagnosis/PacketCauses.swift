/// Causes that only packets tell apart. Without captures none of them is found.
enum PacketCauses {
  /// Pods' packets pass an uplink in clear.
  static func clearTextLeak(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let found = finding([.clearTextLeak, .duplicated], record, findings) else { return nil }
    return Diagnosis(
      "clear-text-leak", record,
      cause: "packets between pods leave \(found.node) outside of the tunnel: \(found.detail)",
      remedy: "look for routes, policy rules, tc mirrors and netfilter `dup` rules that take pods' packets past "
        + "cilium_host on \(found.node) (`ip rule`, `ip route show table all`, `tc filter show`, `nft list ruleset`)")
  }

  /// Packets leave by another uplink than the routes say.
  static func wrongUplink(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let found = finding([.wrongUplink], record, findings) else { return nil }
    return Diagnosis(
      "wrong-uplink", record, cause: "packets leave \(found.node) by the wrong uplink: \(found.detail)",
      remedy: "the main table's routes are right, so look for what overrules them on \(found.node): `ip rule`, "
        + "`ip route show table all`, a Tailscale exit node, egress gateway policies")
  }

  /// The tunnel's packets carry another pod's identity.
  static func wrongIdentity(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let found = finding([.wrongIdentity], record, findings) else { return nil }
    return Diagnosis(
      "wrong-identity", record,
      cause: "packets leave \(found.node) with an identity that is not the sender's, so that the other node applies "
        + "another pod's policies: \(found.detail)",
      remedy:
        "compare `cilium-dbg endpoint list` and `cilium-dbg bpf ipcache list` on both nodes; restart the agent of "
        + "\(found.node), whose endpoint programs carry an old identity")
  }

  /// The source address is wrong on the wire, whatever the NAT table says.
  static func wrongSource(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let kinds: Set<PacketFinding.Kind> = [.untranslated, .wrongSource, .translated]
    guard let found = finding(kinds, record, findings) else { return nil }
    let code = found.kind == .untranslated ? "snat-missing" : "snat-wrong-address"
    return Diagnosis(
      code, record, cause: "packets leave \(found.node) with a source address that they must not have: \(found.detail)",
      remedy:
        "check `cilium-dbg status --verbose` (Masquerading) and which program or netfilter rule translates on that "
        + "device (`bpftool net`, `iptables -t nat -S`)")
  }

  /// The tunnel's packets leave one node and never reach the other.
  static func lostBetweenNodes(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let found = finding([.lostBetweenNodes], record, findings) else { return nil }
    return Diagnosis(
      "tunnel-lost-on-the-way", record,
      cause: "the sender's node sends, the other node receives nothing: \(found.detail); the loss is between the nodes",
      remedy:
        "nothing on the sending node is at fault: look at the way (Tailscale ACLs and DERP, VCN security lists, the "
        + "MTU) and at what \(found.node) drops before its network stack (XDP programs)")
  }

  /// What left as it should is not answered, or the answer gets lost.
  static func replyLost(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    if let found = finding([.replyUndelivered], record, findings) {
      return Diagnosis(
        "reply-undelivered", record,
        cause: "answers come back to \(found.node) and do not reach the pod: \(found.detail)",
        remedy: "look at the reverse translation (`cilium-dbg bpf nat list`, `bpf ct list`), drops by reason "
          + "(`cilium-dbg metrics list`) and netfilter rules on \(found.node)")
    }
    guard let found = finding([.replyLost], record, findings) else { return nil }
    return Diagnosis(
      "reply-lost", record,
      cause: "packets leave \(found.node) by the right device with the right address, and no answer comes back to it: "
        + found.detail,
      remedy: "the node does its part: check the way back (VCN route tables, NAT gateway, security lists for answers, "
        + "source/destination check) and whether the far side answers others")
  }

  /// Any other contradiction between packets and rule.
  static func otherContradiction(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let contradiction = record.path?.contradiction else { return nil }
    return Diagnosis(
      "packets-off-path", record, cause: "packets do not go the way that the rule predicts: \(contradiction)",
      remedy: "open the attached capture, compare it with the rule in the report, and look at routes, policy rules and "
        + "tc programs of \(record.subject.source)")
  }

  /// The first such finding about the case, or about a case that shares its way.
  private static func finding(
    _ kinds: Set<PacketFinding.Kind>, _ record: CaseRecord, _ findings: Findings
  ) -> PacketFinding? {
    func first(_ path: PathProof?) -> PacketFinding? { path?.findings.first { kinds.contains($0.kind) } }
    if let own = first(record.path) { return own }
    let sharing = findings.cases.filter { $0.verdict == .deviates && shares($0, record) }
    return sharing.lazy.compactMap { first($0.path) }.first
  }

  private static let tunnelled: Set<Aspect> = [.crossNodePod, .crossNodeService, .pathMTU, .clusterName]
  private static let outside: Set<Aspect> = [.externalPing, .upstreamDNS, .externalHTTPS, .natExternal]
  private static let nodes: Set<Aspect> = [.otherNodeIP, .natNodeAddress, .apiService]

  /// Whether the packets of two cases go the same way. External names go the way of the DNS pods, wherever those are.
  private static func shares(_ other: CaseRecord, _ record: CaseRecord) -> Bool {
    if record.aspect == .externalName { return tunnelled.contains(other.aspect) || outside.contains(other.aspect) }
    let group = [tunnelled, outside, nodes].first { $0.contains(record.aspect) } ?? []
    guard group.contains(other.aspect) else { return false }
    let touched = [other.subject.source, other.subject.target]
    return touched.contains(record.subject.source) || record.subject.target.map { touched.contains($0) } == true
  }
}
