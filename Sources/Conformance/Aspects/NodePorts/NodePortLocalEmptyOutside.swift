// Outside → NodePort, policy Local, no backend.
extension AspectDefinition {
  static let nodePortLocalEmptyOutside = AspectDefinition(
    title: Translated(
      en: "outside → NodePort, policy Local, no backend",
      ko: "클러스터 밖 → NodePort, Local 정책, 백엔드 없음"),
    question: Translated(
      en:
        "On which of the node's addresses does a NodePort of externalTrafficPolicy Local answer outside, without a backend here?",
      ko: "이 노드에 백엔드가 없을 때, 어느 주소에서 externalTrafficPolicy Local인 NodePort가 클러스터 밖에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodePorts, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.nodePortOutside(.localWithoutBackend, node, model) },
    translation: .none,
    measurement: .nodePort(.localWithoutBackend),
    target: .nobody, cause: .none,
    byHand: [.shell("nc -zvw3 NODE-ADDRESS NODE-PORT   # on a machine outside the cluster")])
}

extension Aspect {
  /// Outside → NodePort, policy Local, no backend.
  public static let nodePortLocalEmptyOutside = Aspect(.nodePortLocalEmptyOutside)
  /// The same over IPv6.
  public static let nodePortLocalEmptyOutsideIPv6 = Aspect(.nodePortLocalEmptyOutside, .ipv6)
}
