// The devices on which Cilium's XDP program balances.
extension AspectDefinition {
  static let xdpDevices = AspectDefinition(
    title: Translated(
      en: "devices that Cilium's XDP program hangs on",
      ko: "Cilium XDP 프로그램이 붙은 장치"),
    question: Translated(
      en: "On which devices does Cilium's XDP program hang, as the kernel's tools list them?",
      ko: "커널 도구의 목록에서 Cilium의 XDP 프로그램은 어느 장치에 붙어 있는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.xdpDevices, node, model) },
    translation: .none,
    measurement: .programs(.xdp),
    target: .nobody, cause: .none,
    byHand: [.agent("bpftool net show")])
}

extension Aspect {
  /// The devices on which Cilium's XDP program balances.
  public static let xdpDevices = Aspect(.xdpDevices)
}
