/// Causes in masquerading.
enum TranslationCauses {
  /// Entries without their mirror.
  static func reverseMissing(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard record.aspect == .natExternal || record.aspect == .natNodeAddress,
      case .translatedWrongly(let text)? = record.observation?.outcome
    else { return nil }
    return Explanation(NATReverseMissing(node: record.subject.source, entry: text.text))
  }

  /// Translated to an address that is not the egress device's.
  static func wrongAddress(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    guard let nat = natRecord(record, judged), case .translated(let expected)? = JudgedCases.expected(nat),
      case .translated(let seen)? = nat.observation?.outcome, seen != expected,
      // What one server answers to, another would.
      nat.key == record.key || nat.aspect != .natExternal || !judged.getsOut(nat.subject.source)
    else { return nil }
    return Explanation(
      SNATWrongAddress(node: nat.subject.source, address: seen, wanted: expected, seen: nil), shownBy: [nat])
  }

  /// The NAT case that belongs to a record: its own, or the one of the same way out.
  private static func natRecord(_ record: CaseRecord, _ judged: JudgedCases) -> CaseRecord? {
    switch record.aspect {
    case .natExternal, .natNodeAddress: record
    case .otherNodeIP: judged.record(.natNodeAddress, record.subject)
    case .apiService, .clusterDNSReady, .clusterDNSRestart:
      judged.pairs(of: record).lazy.compactMap { judged.record(.natNodeAddress, .pair(from: $0, to: $1)) }
        .first { $0.verdict == .deviates }
    case .externalName:
      judged.dnsHomes.lazy.compactMap { judged.deviating(.natExternal, on: $0) }.first
    case .externalPing, .externalHTTPS, .upstreamDNS:
      judged.record(.natExternal, .node(record.subject.source))
    default: nil
    }
  }
}
