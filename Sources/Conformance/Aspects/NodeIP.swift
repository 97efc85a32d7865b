// The address that Cilium has of the node.
extension AspectDefinition {
  static let nodeIP = AspectDefinition(
    title: Translated(
      en: "Cilium node IP",
      ko: "Cilium 노드 IP"),
    question: Translated(
      en: "Do the agents' node lists and the CiliumNode object carry the Kubernetes node's address?",
      ko: "에이전트의 노드 목록과 CiliumNode 객체가 Kubernetes 노드의 주소를 담고 있는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.nodeIP(node, model) },
    translation: .none,
    measurement: .agent(.nodeIP),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg node list"), .shell("kubectl get ciliumnodes -o wide")])
}

extension Aspect {
  /// The address that Cilium has of the node.
  public static let nodeIP = Aspect(.nodeIP)
  /// The same over IPv6.
  public static let nodeIPv6 = Aspect(.nodeIP, .ipv6)
}
