// The largest packet that reaches another node's pod whole.
extension AspectDefinition {
  static let pathMTU = AspectDefinition(
    title: Translated(
      en: "largest unfragmented packet, other node",
      ko: "조각나지 않는 최대 패킷, 다른 노드"),
    question: Translated(
      en: "What is the largest ICMP payload that reaches the other node's pod whole, and what happens above?",
      ko: "다른 노드의 파드에 온전히 도달하는 최대 ICMP 페이로드는 얼마이며, 그보다 크면 어떻게 되는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: true, isNeededForService: true,
    rule: .pair { node, target, model in Rules.pathMTU(node, target, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.sizes(subject) },
      read: { paths, _, _, answers in paths.largestPayload(answers) },
      asksDNSPods: false),
    target: .otherServer, cause: .none,
    byHand: [.pod("ping -c 1 -W 2 -s BYTES IP-OF-POD-ON-OTHER-NODE")])
}

extension Aspect {
  /// The largest packet that reaches another node's pod whole.
  public static let pathMTU = Aspect(.pathMTU)
  /// The same over IPv6.
  public static let pathMTUIPv6 = Aspect(.pathMTU, .ipv6)
}
