// The NAT entry of what leaves for another node.
extension AspectDefinition {
  static let natNodeAddress = AspectDefinition(
    title: Translated(
      en: "NAT entry, pod → other node's address",
      ko: "NAT 항목, 파드 → 다른 노드의 주소"),
    question: Translated(
      en: "Is this probe's flow to the other node's address in the BPF NAT table, both ways?",
      ko: "이 프로브의 다른 노드 주소행 흐름이 양방향 모두 BPF NAT 테이블에 있는가?"),
    questionOfIPv6: nil,
    area: .translation, isOfAddresses: true, isNeededForService: false,
    rule: .pair { node, target, model in Rules.natNodeAddress(node, target, model) },
    translation: .spared,
    measurement: .natEntry(of: .otherNodeIP),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg bpf nat list", piped: "grep OTHER-NODE-IP")])
}

extension Aspect {
  /// The NAT entry of what leaves for another node.
  public static let natNodeAddress = Aspect(.natNodeAddress)
  /// The same over IPv6.
  public static let natNodeAddressIPv6 = Aspect(.natNodeAddress, .ipv6)
}
