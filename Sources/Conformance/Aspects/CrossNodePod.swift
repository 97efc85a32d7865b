// A pod on another node.
extension AspectDefinition {
  static let crossNodePod = AspectDefinition(
    title: Translated(
      en: "pod → pod, other node",
      ko: "파드 → 파드, 다른 노드"),
    question: Translated(
      en: "Do ICMP echo and TCP reach a pod on the other node, by pod IP?",
      ko: "다른 노드의 파드에 파드 IP로 ICMP echo와 TCP가 도달하는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: true, isNeededForService: true,
    rule: .pair { node, target, model in Rules.crossNode(node, target, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.podProbes(.crossNodePod, subject, of: subject.target) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .otherServer, cause: .none,
    byHand: [.pod("ping -c 1 -W 2 IP-OF-POD-ON-OTHER-NODE")])
}

extension Aspect {
  /// A pod on another node.
  public static let crossNodePod = Aspect(.crossNodePod)
  /// The same over IPv6.
  public static let crossNodePodIPv6 = Aspect(.crossNodePod, .ipv6)
}
