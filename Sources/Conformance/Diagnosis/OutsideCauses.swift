/// Causes beyond the nodes.
enum OutsideCauses {
  /// The server outside saw an address that cannot be this node's.
  static func wrongAddressAnswered(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.aspect == .externalHTTPS, case .answersWithAddress? = Findings.expected(record),
      case .answersWithAddress(let seen?)? = record.observation?.outcome
    else { return nil }
    return Diagnosis(
      "https-wrong-address", record,
      cause: "the server outside answered, but it saw \(seen): the traffic takes another way out than the node's own "
        + "gateway (a proxy, an exit node), or the service reports something else",
      remedy:
        "ask the same address from the node itself and from elsewhere; check for a transparent proxy, a Tailscale "
        + "exit node and an egress gateway policy")
  }

  /// One node's traffic of a kind gets no answer, which others get: it is lost on the node, or behind it.
  static func filteredAtNode(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    guard record.observation?.outcome?.servesUsers == false, let origin = origin(record, findings),
      findings.record(.natExternal, .node(origin.subject.source))?.verdict != .deviates
    else { return nil }
    let (aspect, node) = (origin.aspect, origin.subject.source)
    let control = findings.context.controls.answer(aspect, on: node)
    guard control?.answered != true else { return nil }
    let others = findings.all(aspect).contains { $0.subject.source != node && answers($0) }
    let own = [Aspect.externalPing, .externalHTTPS, .upstreamDNS].contains { other in
      other != aspect && findings.record(other, .node(node)).map(answers) == true
    }
    guard others || own else { return nil }
    let what = [Aspect.externalPing: "ping", .externalHTTPS: "HTTPS", .upstreamDNS: "DNS"][aspect] ?? aspect.rawValue
    let cause =
      control == nil
      ? "\(what) from \(node) gets no answer from outside, while other traffic does: it is dropped on the node or on its "
        + "network's way out"
      : "\(what) from \(node) gets no answer from outside, neither pods' nor that of the node's own network, while other "
        + "traffic does: it is dropped on the node or on its network's way out"
    return Diagnosis(
      "filtered-at-node", record, cause: cause,
      remedy: "look for rules and routes on \(node) that take it (`ip rule`, `ip route show table all`, `nft list "
        + "ruleset`), then at what its network lets out (VCN security lists, NAT gateway, firewall)")
  }

  private static func answers(_ record: CaseRecord) -> Bool { record.observation?.outcome?.servesUsers == true }

  /// The case that a case outside really fails by: a name by the upstream of a DNS pod's node, what is asked by name by
  /// that name.
  private static func origin(_ record: CaseRecord, _ findings: Findings) -> CaseRecord? {
    switch record.aspect {
    case .externalPing, .upstreamDNS: return record
    case .externalHTTPS:
      let name = findings.record(.externalName, record.subject)
      guard findings.facts.httpsByName == true, let name, name.observation?.outcome?.servesUsers == false else {
        return record
      }
      return origin(name, findings)
    case .externalName:
      let homes = Set(findings.facts.dnsPods.filter(\.isReady).map(\.node))
      return findings.all(.upstreamDNS).first { homes.contains($0.subject.source) && $0.verdict == .deviates }
    default: return nil
    }
  }

  /// Nothing outside answers although the translation is right.
  static func noWayOut(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let outside: Set<Aspect> = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]
    guard outside.contains(record.aspect), record.observation?.outcome?.servesUsers == false,
      let ping = findings.record(.externalPing, .node(record.subject.source)), ping.verdict == .deviates,
      ping.observation?.outcome == .unreachable,
      ![Aspect.externalHTTPS, .upstreamDNS].contains(where: { other in
        findings.record(other, .node(record.subject.source)).map(answers) == true
      })
    else { return nil }
    return Diagnosis(
      "no-way-out", record,
      cause: "pods' traffic is translated as it should be, but nothing outside answers",
      remedy:
        "the guide's checklist: default route, VCN NAT gateway and security lists, source/destination check of the "
        + "instance, then CoreDNS")
  }
}
