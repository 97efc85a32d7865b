// Whether no program of somebody else's sees packets before Cilium's.
extension AspectDefinition {
  static let programOrder = AspectDefinition(
    title: Translated(
      en: "Cilium's programs come first",
      ko: "Cilium 프로그램이 먼저 실행됨"),
    question: Translated(
      en: "Does no program of somebody else's see packets before Cilium's?",
      ko: "다른 프로그램이 Cilium보다 먼저 패킷을 보지 않는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.programOrder, node, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.agent("bpftool net show")])
}

extension Aspect {
  /// Whether no program of somebody else's sees packets before Cilium's.
  public static let programOrder = Aspect(.programOrder)
}
