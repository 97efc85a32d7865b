// The outside devices on which Cilium's programs hang.
extension AspectDefinition {
  static let attachedDevices = AspectDefinition(
    title: Translated(
      en: "devices that Cilium's programs hang on",
      ko: "Cilium 프로그램이 붙은 장치"),
    question: Translated(
      en: "On which outside devices do Cilium's programs hang, as the kernel's tools list them?",
      ko: "커널 도구의 목록에서 Cilium의 프로그램은 어느 외부 장치에 붙어 있는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.attachedDevices, node, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.agent("find /sys/fs/bpf/cilium/devices"), .agent("bpftool net show")])
}

extension Aspect {
  /// The outside devices on which Cilium's programs hang.
  public static let attachedDevices = Aspect(.attachedDevices)
}
