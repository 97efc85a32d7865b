// Whether an agent's health check reaches another node's health endpoint.
extension AspectDefinition {
  static let otherNodeHealth = AspectDefinition(
    title: Translated(
      en: "agent → other node's health endpoint",
      ko: "에이전트 → 다른 노드의 health 엔드포인트"),
    question: Translated(
      en: "Did the agent's health check get an answer from the other node's health endpoint, a pod's address?",
      ko: "에이전트의 상태 점검이 다른 노드의 health 엔드포인트(파드 주소)에서 응답을 받았는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: false, isNeededForService: false,
    rule: .pair { node, target, model in Rules.otherNodeHealth(node, target, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-health status --verbose")])
}

extension Aspect {
  /// Whether an agent's health check reaches another node's health endpoint.
  public static let otherNodeHealth = Aspect(.otherNodeHealth)
}
