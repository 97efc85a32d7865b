// The further addresses on another node's uplinks.
extension AspectDefinition {
  static let otherUplinks = AspectDefinition(
    title: Translated(
      en: "pod → other node's other uplink addresses",
      ko: "파드 → 다른 노드 업링크의 다른 주소"),
    question: Translated(
      en: "Does the other node answer ICMP echo on each of its uplinks' other addresses?",
      ko: "다른 노드가 업링크의 다른 주소마다 ICMP echo에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodes, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.otherUplinks(node, target, model) },
    translation: .spared,
    measurement: .probes(
      plan: { plan, subject in plan.uplinkPings(.otherUplinks, subject, of: subject.target) },
      read: { paths, _, _, answers in paths.addresses(answers) },
      asksDNSPods: false),
    target: .otherNode, cause: .natAnyNodeAddress,
    byHand: [.pod("ping -c 1 -W 2 OTHER-NODE-OTHER-UPLINK-IP")])
}

extension Aspect {
  /// The further addresses on another node's uplinks.
  public static let otherUplinks = Aspect(.otherUplinks)
  /// The same over IPv6.
  public static let otherUplinksIPv6 = Aspect(.otherUplinks, .ipv6)
}
