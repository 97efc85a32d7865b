// On which of the node's addresses Cilium answers NodePorts.
extension AspectDefinition {
  static let nodePortAddresses = AspectDefinition(
    title: Translated(
      en: "addresses that answer NodePorts",
      ko: "NodePort에 응답하는 주소"),
    question: Translated(
      en: "On which of the node's addresses does the running agent answer NodePorts and LoadBalancer ports?",
      ko: "실행 중인 에이전트는 노드의 어느 주소에서 NodePort와 LoadBalancer 포트에 응답하는가?"),
    questionOfIPv6: nil,
    area: .configuration, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.nodePortAddresses(node, model) },
    translation: .none,
    measurement: .agent(.nodePortAddresses),
    target: .nobody, cause: .none,
    byHand: [.agent("cilium-dbg shell -- db/show node-addresses")])
}

extension Aspect {
  /// On which of the node's addresses Cilium answers NodePorts.
  public static let nodePortAddresses = Aspect(.nodePortAddresses)
  /// The same over IPv6.
  public static let nodePortAddressesIPv6 = Aspect(.nodePortAddresses, .ipv6)
}
