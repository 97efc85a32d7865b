// The address of the pod's own node.
extension AspectDefinition {
  static let ownNodeIP = AspectDefinition(
    title: Translated(
      en: "pod → own node's address",
      ko: "파드 → 자기 노드의 주소"),
    question: Translated(
      en: "Does the pod's own node answer ICMP echo on its node address?",
      ko: "파드가 있는 노드가 노드 주소로 ICMP echo에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodes, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.ownNodeIP(node, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.nodeAddress(.ownNodeIP, subject, of: subject.source) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .nobody, cause: .natAnyNodeAddress,
    byHand: [.pod("ping -c 1 -W 2 OWN-NODE-IP")])
}

extension Aspect {
  /// The address of the pod's own node.
  public static let ownNodeIP = Aspect(.ownNodeIP)
  /// The same over IPv6.
  public static let ownNodeIPv6 = Aspect(.ownNodeIP, .ipv6)
}
