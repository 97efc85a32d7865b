// The internet, by HTTPS.
extension AspectDefinition {
  static let externalHTTPS = AspectDefinition(
    title: Translated(
      en: "pod → internet, HTTPS",
      ko: "파드 → 인터넷, HTTPS"),
    question: Translated(
      en: "Does an HTTPS server outside answer, and with the node's public address?",
      ko: "외부 HTTPS 서버가 노드의 공인 주소를 담아 응답하는가?"),
    questionOfIPv6: nil,
    area: .outside, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.externalHTTPS(node, model) },
    translation: .translated,
    measurement: .probes(
      plan: { plan, subject in plan.outside(.externalHTTPS, subject) },
      read: { paths, _, _, answers in paths.address(answers) },
      asksDNSPods: false),
    target: .nobody, cause: .natExternal,
    byHand: [.pod("wget -T 5 -qO- https://api.ipify.org")])
}

extension Aspect {
  /// The internet, by HTTPS.
  public static let externalHTTPS = Aspect(.externalHTTPS)
  /// The same over IPv6.
  public static let externalHTTPSIPv6 = Aspect(.externalHTTPS, .ipv6)
}
