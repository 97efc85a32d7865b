// Another pod on the same node.
extension AspectDefinition {
  static let sameNodePod = AspectDefinition(
    title: Translated(
      en: "pod → pod, same node",
      ko: "파드 → 파드, 같은 노드"),
    question: Translated(
      en: "Do ICMP echo and TCP reach another pod on the same node, by pod IP?",
      ko: "같은 노드의 다른 파드에 파드 IP로 ICMP echo와 TCP가 도달하는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, _ in Rules.sameNodePod(node) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.podProbes(.sameNodePod, subject, of: subject.source) },
      read: { paths, _, _, answers in paths.combined(answers) },
      asksDNSPods: false),
    target: .ownServer, cause: .none,
    byHand: [.pod("ping -c 1 -W 2 IP-OF-POD-ON-SAME-NODE")])
}

extension Aspect {
  /// Another pod on the same node.
  public static let sameNodePod = Aspect(.sameNodePod)
  /// The same over IPv6.
  public static let sameNodePodIPv6 = Aspect(.sameNodePod, .ipv6)
}
