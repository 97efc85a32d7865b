// The internet, by ping.
extension AspectDefinition {
  static let externalPing = AspectDefinition(
    title: Translated(
      en: "pod → internet, ping",
      ko: "파드 → 인터넷, ping"),
    question: Translated(
      en: "Does an address on the internet answer ICMP echo?",
      ko: "인터넷의 주소가 ICMP echo에 응답하는가?"),
    questionOfIPv6: nil,
    area: .outside, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.external(node, model) },
    translation: .translated,
    measurement: .probes(
      plan: { plan, subject in plan.outside(.externalPing, subject) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .nobody, cause: .natExternal,
    byHand: [.pod("ping -c 1 -W 2 8.8.8.8")])
}

extension Aspect {
  /// The internet, by ping.
  public static let externalPing = Aspect(.externalPing)
  /// The same over IPv6.
  public static let externalPingIPv6 = Aspect(.externalPing, .ipv6)
}
