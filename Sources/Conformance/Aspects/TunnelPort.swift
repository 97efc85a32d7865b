// Whether a node takes the tunnel's packets.
extension AspectDefinition {
  static let tunnelPort = AspectDefinition(
    title: Translated(
      en: "node takes the tunnel's packets",
      ko: "노드가 터널 패킷을 받음"),
    question: Translated(
      en: "Does a rule of iptables drop what comes to the node through the tunnel?",
      ko: "iptables 규칙이 터널로 노드에 오는 패킷을 버리는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.inspected(.tunnelPort, node, model) },
    translation: .none,
    measurement: .inspection,
    target: .nobody, cause: .none,
    byHand: [.shell("iptables-save -c | grep -w 8472")])
}

extension Aspect {
  /// Whether a node takes the tunnel's packets.
  public static let tunnelPort = Aspect(.tunnelPort)
}
