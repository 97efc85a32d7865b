// A Service whose only backend is a pod on another node.
extension AspectDefinition {
  static let crossNodeService = AspectDefinition(
    title: Translated(
      en: "pod → Service, backend on the other node",
      ko: "파드 → 서비스, 백엔드는 다른 노드"),
    question: Translated(
      en: "Does a ClusterIP answer whose only backend is a pod on the other node?",
      ko: "유일한 백엔드가 다른 노드의 파드인 ClusterIP가 응답하는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: true, isNeededForService: true,
    rule: .pair { node, target, model in Rules.crossNode(node, target, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.service(subject) },
      read: { paths, _, subject, answers in paths.service(subject, answers) },
      asksDNSPods: false),
    target: .otherServer, cause: .none,
    byHand: [.pod("wget -T 2 -qO- http://CLUSTER-IP:PORT/")])
}

extension Aspect {
  /// A Service whose only backend is a pod on another node.
  public static let crossNodeService = Aspect(.crossNodeService)
  /// The same over IPv6.
  public static let crossNodeServiceIPv6 = Aspect(.crossNodeService, .ipv6)
}
