// The MTUs that pods get.
extension AspectDefinition {
  static let podMTU = AspectDefinition(
    title: Translated(
      en: "MTUs that pods get",
      ko: "파드가 받는 MTU"),
    question: Translated(
      en: "Which MTUs do the agent and the kernel's routes give to pods?",
      ko: "에이전트와 커널의 경로는 파드에 어떤 MTU를 주는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.podMTU, node, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg shell -- db/show mtu"), .shell("ip -4 route show")])
}

extension Aspect {
  /// The MTUs that pods get.
  public static let podMTU = Aspect(.podMTU)
}
