// The devices that the running agent selected.
extension AspectDefinition {
  static let selectedDevices = AspectDefinition(
    title: Translated(
      en: "devices that Cilium selected",
      ko: "Cilium이 선택한 장치"),
    question: Translated(
      en: "Which devices does the running agent say it selected?",
      ko: "실행 중인 에이전트가 선택했다고 보고하는 장치는 무엇인가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.selectedDevices(node, model) },
    translation: .none,
    measurement: .agent(.selectedDevices),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg shell -- db/show devices")])
}

extension Aspect {
  /// The devices that the running agent selected.
  public static let selectedDevices = Aspect(.selectedDevices)
}
