// The further addresses on the own node's uplinks.
extension AspectDefinition {
  static let ownUplinks = AspectDefinition(
    title: Translated(
      en: "pod → own node's other uplink addresses",
      ko: "파드 → 자기 노드 업링크의 다른 주소"),
    question: Translated(
      en: "Does the pod's own node answer ICMP echo on each of its uplinks' other addresses?",
      ko: "파드가 있는 노드가 업링크의 다른 주소마다 ICMP echo에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodes, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.ownUplinks(node, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.uplinkPings(.ownUplinks, subject, of: subject.source) },
      read: { paths, _, _, answers in paths.addresses(answers) },
      asksDNSPods: false),
    target: .nobody, cause: .natAnyNodeAddress,
    byHand: [.pod("ping -c 1 -W 2 OWN-NODE-OTHER-UPLINK-IP")])
}

extension Aspect {
  /// The further addresses on the own node's uplinks.
  public static let ownUplinks = Aspect(.ownUplinks)
  /// The same over IPv6.
  public static let ownUplinksIPv6 = Aspect(.ownUplinks, .ipv6)
}
