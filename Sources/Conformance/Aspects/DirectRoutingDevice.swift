// The device for traffic between nodes without a tunnel.
extension AspectDefinition {
  static let directRoutingDevice = AspectDefinition(
    title: Translated(
      en: "direct-routing device",
      ko: "직접 라우팅 장치"),
    question: Translated(
      en: "Which device does the running agent name for traffic between nodes without a tunnel?",
      ko: "실행 중인 에이전트는 터널 없는 노드 간 트래픽에 어느 장치를 쓴다고 하는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: false, isNeededForService: false,
    rule: .node { node, model in Rules.directRoutingDevice(node, model) },
    translation: .none,
    measurement: .agent(.directRoutingDevice),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg status --verbose", piped: "grep KubeProxyReplacement")])
}

extension Aspect {
  /// The device for traffic between nodes without a tunnel.
  public static let directRoutingDevice = Aspect(.directRoutingDevice)
}
