// The NAT entry of what leaves for the internet.
extension AspectDefinition {
  static let natExternal = AspectDefinition(
    title: Translated(
      en: "NAT entry, pod → internet",
      ko: "NAT 항목, 파드 → 인터넷"),
    question: Translated(
      en: "Is this probe's flow to the internet in the BPF NAT table, both ways, with the egress device's "
        + "address?",
      ko: "이 프로브의 인터넷행 흐름이 송신 장치의 주소로 양방향 모두 BPF NAT 테이블에 있는가?"),
    questionOfIPv6: nil,
    area: .translation, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.natExternal(node, model) },
    translation: .translated,
    measurement: .natEntry(of: .externalPing),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg bpf nat list", piped: "grep 8.8.8.8")])
}

extension Aspect {
  /// The NAT entry of what leaves for the internet.
  public static let natExternal = Aspect(.natExternal)
  /// The same over IPv6.
  public static let natExternalIPv6 = Aspect(.natExternal, .ipv6)
}
