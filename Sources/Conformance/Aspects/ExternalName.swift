// An external name, through the cluster DNS.
extension AspectDefinition {
  static let externalName = AspectDefinition(
    title: Translated(
      en: "DNS, external name through cluster DNS",
      ko: "DNS, 클러스터 DNS를 통한 외부 이름"),
    question: Translated(
      en: "Do the cluster DNS Service and every DNS pod resolve an external name?",
      ko: "클러스터 DNS 서비스와 모든 DNS 파드가 외부 이름을 해석하는가?"),
    questionOfIPv6: Translated(
      en: "Do the cluster DNS Service and every DNS pod answer for an external name's IPv6 addresses?",
      ko: "클러스터 DNS 서비스와 모든 DNS 파드가 외부 이름의 IPv6 주소 질의에 응답하는가?"),
    area: .names, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.externalName(node, model) },
    translation: .translated,
    measurement: .probes(
      plan: { plan, subject in plan.lookups(.externalName, subject) },
      read: { paths, aspect, subject, answers in paths.names(aspect, subject, answers) },
      asksDNSPods: true),
    target: .nobody, cause: .upstream,
    byHand: [.pod("nslookup google.com")])
}

extension Aspect {
  /// An external name, through the cluster DNS.
  public static let externalName = Aspect(.externalName)
  /// The same over IPv6.
  public static let externalNameIPv6 = Aspect(.externalName, .ipv6)
}
