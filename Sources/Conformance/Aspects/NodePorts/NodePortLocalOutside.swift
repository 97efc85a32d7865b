// Outside → NodePort, policy Local, with backend.
extension AspectDefinition {
  static let nodePortLocalOutside = AspectDefinition(
    title: Translated(
      en: "outside → NodePort, policy Local, with backend",
      ko: "클러스터 밖 → NodePort, Local 정책, 백엔드 있음"),
    question: Translated(
      en:
        "On which of the node's addresses does a NodePort of externalTrafficPolicy Local answer outside, with a backend here?",
      ko: "이 노드에 백엔드가 있을 때, 어느 주소에서 externalTrafficPolicy Local인 NodePort가 클러스터 밖에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodePorts, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.nodePortOutside(.localWithBackend, node, model) },
    translation: .none,
    measurement: .nodePort(.localWithBackend),
    target: .nobody, cause: .none,
    byHand: [.shell("nc -zvw3 NODE-ADDRESS NODE-PORT   # on a machine outside the cluster")])
}

extension Aspect {
  /// Outside → NodePort, policy Local, with backend.
  public static let nodePortLocalOutside = Aspect(.nodePortLocalOutside)
  /// The same over IPv6.
  public static let nodePortLocalOutsideIPv6 = Aspect(.nodePortLocalOutside, .ipv6)
}
