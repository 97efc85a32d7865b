/// Causes in masquerading.
enum TranslationCauses {
  /// Entries without their mirror.
  static func reverseMissing(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.aspect == .natExternal || record.aspect == .natNodeAddress,
      case .translatedWrongly(let text)? = record.observation?.outcome
    else { return nil }
    return Diagnosis(
      "nat-reverse-missing", record,
      cause: "the BPF NAT map holds only half of the flow: \(text)",
      remedy:
        "look at map pressure (`cilium-dbg bpf nat list | wc -l`, nat-map size, LRU evictions) and at agent errors; "
        + "`cilium-dbg bpf nat flush` clears broken entries, and breaks living flows")
  }

  /// Translated to an address that is not the egress device's.
  static func wrongAddress(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let nat = natRecord(record, findings), case .translated(let expected)? = Findings.expected(nat),
      case .translated(let seen)? = nat.observation?.outcome, seen != expected
    else { return nil }
    return Diagnosis(
      "snat-wrong-address", record,
      cause: "pods' traffic is translated to \(seen), but the egress device's address is \(expected); answers to "
        + "\(seen) do not come back to this node",
      remedy: "check the addresses of the egress device (`ip addr`), stale ones and enable-masquerade-to-route-source; "
        + "restart the agent after changing them")
  }

  /// Not translated although the device is selected.
  static func missing(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard let nat = natRecord(record, findings), case .translated(let expected)? = Findings.expected(nat),
      nat.observation?.outcome == .notTranslated
    else { return nil }
    return Diagnosis(
      "snat-missing", record,
      cause: "pods' traffic leaves with the pod's own address, although the egress device is selected and should "
        + "translate to \(expected)",
      remedy:
        "check `cilium-dbg status --verbose` (Masquerading), enable-bpf-masquerade, ip-masq-agent's CIDRs and that "
        + "Cilium's program is attached to the device (`bpftool net`)")
  }

  /// The NAT case that belongs to a record: its own, or the one of the same way out.
  private static func natRecord(_ record: CaseRecord, _ findings: Findings) -> CaseRecord? {
    switch record.aspect {
    case .natExternal, .natNodeAddress: record
    case .otherNodeIP: findings.record(.natNodeAddress, record.subject)
    case .apiService, .clusterDNSReady, .clusterDNSRestart:
      findings.cases.first {
        $0.aspect == .natNodeAddress && $0.subject.source == record.subject.source && $0.verdict == .deviates
      }
    case .externalName: findings.cases.first { $0.aspect == .natExternal && $0.verdict == .deviates }
    case .externalPing, .externalHTTPS, .upstreamDNS:
      findings.record(.natExternal, .node(record.subject.source))
    default: nil
    }
  }
}
