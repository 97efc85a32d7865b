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

  /// Nothing outside answers although the translation is right.
  static func noWayOut(_ record: CaseRecord, _ findings: Findings) -> Diagnosis? {
    let outside: Set<Aspect> = [.externalPing, .externalHTTPS, .upstreamDNS, .externalName]
    guard outside.contains(record.aspect), record.observation?.outcome?.servesUsers == false,
      let ping = findings.record(.externalPing, .node(record.subject.source)), ping.verdict == .deviates,
      ping.observation?.outcome == .unreachable
    else { return nil }
    return Diagnosis(
      "no-way-out", record,
      cause: "pods' traffic is translated as it should be, but nothing outside answers",
      remedy:
        "the guide's checklist: default route, VCN NAT gateway and security lists, source/destination check of the "
        + "instance, then CoreDNS")
  }
}
