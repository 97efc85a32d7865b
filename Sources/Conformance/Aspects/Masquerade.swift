// Who masquerades, and on which devices.
extension AspectDefinition {
  static let masquerade = AspectDefinition(
    title: Translated(
      en: "masquerade mode and devices",
      ko: "마스커레이드 모드와 장치"),
    question: Translated(
      en: "Which masquerade mode and devices does the running agent report?",
      ko: "실행 중인 에이전트가 보고하는 마스커레이드 모드와 장치는 무엇인가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.masquerade(node, model) },
    translation: .translated,
    measurement: .agent(.masquerade),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg status --verbose", piped: "grep Masquerading")])
}

extension Aspect {
  /// Who masquerades, and on which devices.
  public static let masquerade = Aspect(.masquerade)
  /// The same over IPv6.
  public static let masqueradeIPv6 = Aspect(.masquerade, .ipv6)
}
