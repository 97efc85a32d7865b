// The node's default route.
extension AspectDefinition {
  static let defaultRoute = AspectDefinition(
    title: Translated(
      en: "default route leaves by the physical uplink",
      ko: "기본 경로가 물리 업링크로 나감"),
    question: Translated(
      en: "Does the node's IPv4 default route leave by the physical uplink?",
      ko: "노드의 IPv4 기본 경로가 물리 업링크로 나가는가?"),
    questionOfIPv6: Translated(
      en: "Does the node's IPv6 default route leave by the physical uplink?",
      ko: "노드의 IPv6 기본 경로가 물리 업링크로 나가는가?"),
    area: .configuration, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.defaultRoute(node, model) },
    translation: .none,
    measurement: .agent(.defaultRoute),
    target: .nobody, cause: .none,
    byHand: [.shell("ip -4 route show default")])
}

extension Aspect {
  /// The node's default route.
  public static let defaultRoute = Aspect(.defaultRoute)
  /// The same over IPv6.
  public static let defaultRouteIPv6 = Aspect(.defaultRoute, .ipv6)
}
