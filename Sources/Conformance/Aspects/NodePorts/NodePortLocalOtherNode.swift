// Other node → NodePort, policy Local, with backend.
extension AspectDefinition {
  static let nodePortLocalOtherNode = AspectDefinition(
    title: Translated(
      en: "other node → NodePort, policy Local, with backend",
      ko: "다른 노드 → NodePort, Local 정책, 백엔드 있음"),
    question: Translated(
      en:
        "On which of the other node's addresses does a NodePort of externalTrafficPolicy Local answer, with a backend there?",
      ko: "상대 노드에 백엔드가 있을 때, 그 노드의 어느 주소에서 externalTrafficPolicy Local인 NodePort가 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodePorts, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.nodePort(.localWithBackend, node, target, model) },
    translation: .none,
    measurement: .nodePort(.localWithBackend),
    target: .otherNode, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/OTHER-NODE-ADDRESS/NODE-PORT'"#)])
}

extension Aspect {
  /// Other node → NodePort, policy Local, with backend.
  public static let nodePortLocalOtherNode = Aspect(.nodePortLocalOtherNode)
  /// The same over IPv6.
  public static let nodePortLocalOtherNodeIPv6 = Aspect(.nodePortLocalOtherNode, .ipv6)
}
