// Host → pod on the other node.
extension AspectDefinition {
  static let hostPodOtherNode = AspectDefinition(
    title: Translated(
      en: "host → pod, other node",
      ko: "호스트 → 파드, 다른 노드"),
    question: Translated(
      en: "Does a pod on the other node answer this node's host network, and so hostNetwork pods?",
      ko: "이 노드의 호스트 네트워크(hostNetwork 파드도 마찬가지)에 다른 노드의 파드가 응답하는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.hostToPod(node, target, model) },
    translation: .none,
    measurement: .host(.pod),
    target: .otherServer, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/POD-IP/PORT'"#)])
}

extension Aspect {
  /// Host → pod on the other node.
  public static let hostPodOtherNode = Aspect(.hostPodOtherNode)
  /// The same over IPv6.
  public static let hostPodOtherNodeIPv6 = Aspect(.hostPodOtherNode, .ipv6)
}
