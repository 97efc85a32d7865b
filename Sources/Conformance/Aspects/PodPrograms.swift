// Whether every pod's device, and each of Cilium's own, carries its program.
extension AspectDefinition {
  static let podPrograms = AspectDefinition(
    title: Translated(
      en: "programs on pods' and Cilium's own devices",
      ko: "파드와 Cilium 자체 장치의 프로그램"),
    question: Translated(
      en: "Does every pod's device, and each of Cilium's own, carry its program, as the kernel's tools list them?",
      ko: "커널 도구의 목록에서 모든 파드 장치와 Cilium 자체 장치에 프로그램이 붙어 있는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.podPrograms, node, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.agent("bpftool net show")])
}

extension Aspect {
  /// Whether every pod's device, and each of Cilium's own, carries its program.
  public static let podPrograms = Aspect(.podPrograms)
}
