// Host → other node's address.
extension AspectDefinition {
  static let hostOtherNodeIP = AspectDefinition(
    title: Translated(
      en: "host → other node's address",
      ko: "호스트 → 다른 노드의 주소"),
    question: Translated(
      en:
        "Does the other node's kubelet or health check answer this node's host network on the address by which nodes know each other?",
      ko: "노드끼리 아는 주소에서 다른 노드의 kubelet이나 상태 점검이 이 노드의 호스트 네트워크에 응답하는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.hostToNode(node, target, model) },
    translation: .none,
    measurement: .host(.nodeAddress),
    target: .otherNode, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/OTHER-NODE-ADDRESS/10250'"#)])
}

extension Aspect {
  /// Host → other node's address.
  public static let hostOtherNodeIP = Aspect(.hostOtherNodeIP)
  /// The same over IPv6.
  public static let hostOtherNodeIPIPv6 = Aspect(.hostOtherNodeIP, .ipv6)
}
