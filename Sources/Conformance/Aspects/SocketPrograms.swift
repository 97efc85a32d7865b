// Whether Cilium's programs translate Services at sockets.
extension AspectDefinition {
  static let socketPrograms = AspectDefinition(
    title: Translated(
      en: "Services translated at sockets",
      ko: "소켓에서 변환되는 서비스"),
    question: Translated(
      en: "Do Cilium's programs hang at the cgroup that every socket is in, as the kernel's tools list them?",
      ko: "커널 도구의 목록에서 모든 소켓이 속한 cgroup에 Cilium의 프로그램이 붙어 있는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.socketPrograms, node, model) },
    translation: .none,
    measurement: .programs(.sockets),
    target: .nobody, cause: .none,
    byHand: [.agent("bpftool cgroup tree /run/cilium/cgroupv2")])
}

extension Aspect {
  /// Whether Cilium's programs translate Services at sockets.
  public static let socketPrograms = Aspect(.socketPrograms)
}
