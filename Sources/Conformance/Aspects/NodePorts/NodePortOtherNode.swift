// Other node → NodePort.
extension AspectDefinition {
  static let nodePortOtherNode = AspectDefinition(
    title: Translated(
      en: "other node → NodePort",
      ko: "다른 노드 → NodePort"),
    question: Translated(
      en: "On which of the other node's addresses does a NodePort answer this node's host, with the backend elsewhere?",
      ko: "백엔드가 다른 곳에 있을 때, 상대 노드의 어느 주소에서 NodePort가 이 노드의 호스트에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodePorts, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.nodePort(.cluster, node, target, model) },
    translation: .none,
    measurement: .nodePort(.cluster),
    target: .otherNode, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/OTHER-NODE-ADDRESS/NODE-PORT'"#)])
}

extension Aspect {
  /// Other node → NodePort.
  public static let nodePortOtherNode = Aspect(.nodePortOtherNode)
  /// The same over IPv6.
  public static let nodePortOtherNodeIPv6 = Aspect(.nodePortOtherNode, .ipv6)
}
