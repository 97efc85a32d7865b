// The address of another node.
extension AspectDefinition {
  static let otherNodeIP = AspectDefinition(
    title: Translated(
      en: "pod → other node's address",
      ko: "파드 → 다른 노드의 주소"),
    question: Translated(
      en: "Does the other node answer ICMP echo on its node address?",
      ko: "다른 노드가 노드 주소로 ICMP echo에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodes, isOfAddresses: true, isNeededForService: true,
    rule: .pair { node, target, model in Rules.otherNodeIP(node, target, model) },
    translation: .spared,
    measurement: .probes(
      plan: { plan, subject in plan.nodeAddress(.otherNodeIP, subject, of: subject.target) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .otherNode, cause: .natNodeAddress,
    byHand: [.pod("ping -c 1 -W 2 OTHER-NODE-IP")])
}

extension Aspect {
  /// The address of another node.
  public static let otherNodeIP = Aspect(.otherNodeIP)
  /// The same over IPv6.
  public static let otherNodeIPv6 = Aspect(.otherNodeIP, .ipv6)
}
