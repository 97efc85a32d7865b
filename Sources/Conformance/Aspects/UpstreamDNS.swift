// The upstream DNS server, asked directly.
extension AspectDefinition {
  static let upstreamDNS = AspectDefinition(
    title: Translated(
      en: "DNS, straight to the upstream",
      ko: "DNS, 업스트림에 직접"),
    question: Translated(
      en: "Does the upstream DNS server answer the pod directly?",
      ko: "업스트림 DNS 서버가 파드에 직접 응답하는가?"),
    questionOfIPv6: nil,
    area: .names, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.external(node, model) },
    translation: .translated,
    measurement: .probes(
      plan: { plan, subject in plan.outside(.upstreamDNS, subject) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .nobody, cause: .natExternal,
    byHand: [.pod("nslookup google.com 8.8.8.8")])
}

extension Aspect {
  /// The upstream DNS server, asked directly.
  public static let upstreamDNS = Aspect(.upstreamDNS)
  /// The same over IPv6.
  public static let upstreamDNSIPv6 = Aspect(.upstreamDNS, .ipv6)
}
