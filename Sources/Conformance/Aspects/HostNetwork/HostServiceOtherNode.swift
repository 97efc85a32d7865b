// Host → Service whose only backend is a pod on another node.
extension AspectDefinition {
  static let hostServiceOtherNode = AspectDefinition(
    title: Translated(
      en: "host → Service, backend on the other node",
      ko: "호스트 → 서비스, 백엔드는 다른 노드"),
    question: Translated(
      en: "Does a ClusterIP whose only backend is a pod on the other node answer this node's host network?",
      ko: "유일한 백엔드가 다른 노드의 파드인 ClusterIP가 이 노드의 호스트 네트워크에 응답하는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.hostToService(node, target, model) },
    translation: .none,
    measurement: .host(.service),
    target: .otherServer, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/CLUSTER-IP/PORT'"#)])
}

extension Aspect {
  /// Host → Service whose only backend is a pod on another node.
  public static let hostServiceOtherNode = Aspect(.hostServiceOtherNode)
  /// The same over IPv6.
  public static let hostServiceOtherNodeIPv6 = Aspect(.hostServiceOtherNode, .ipv6)
}
