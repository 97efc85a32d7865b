// Outside → NodePort.
extension AspectDefinition {
  static let nodePortOutside = AspectDefinition(
    title: Translated(
      en: "outside → NodePort",
      ko: "클러스터 밖 → NodePort"),
    question: Translated(
      en:
        "On which of the node's addresses does a NodePort answer outside the cluster, with the backend on another node?",
      ko: "백엔드가 다른 노드에 있을 때, 이 노드의 어느 주소에서 NodePort가 클러스터 밖에 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodePorts, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.nodePortOutside(.cluster, node, model) },
    translation: .none,
    measurement: .nodePort(.cluster),
    target: .nobody, cause: .none,
    byHand: [.shell("nc -zvw3 NODE-ADDRESS NODE-PORT   # on a machine outside the cluster")])
}

extension Aspect {
  /// Outside → NodePort.
  public static let nodePortOutside = Aspect(.nodePortOutside)
  /// The same over IPv6.
  public static let nodePortOutsideIPv6 = Aspect(.nodePortOutside, .ipv6)
}
