// Host → Kubernetes API by its ClusterIP.
extension AspectDefinition {
  static let hostAPIService = AspectDefinition(
    title: Translated(
      en: "host → Kubernetes API by ClusterIP",
      ko: "호스트 → ClusterIP로 Kubernetes API"),
    question: Translated(
      en: "Is the Kubernetes API connected to by its ClusterIP from the node's host network?",
      ko: "노드의 호스트 네트워크에서 ClusterIP로 Kubernetes API에 연결되는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.hostToAPI(node, model) },
    translation: .none,
    measurement: .host(.api),
    target: .nobody, cause: .none,
    byHand: [.agent(#"bash -c 'exec 3<>/dev/tcp/KUBERNETES-CLUSTER-IP/443'"#)])
}

extension Aspect {
  /// Host → Kubernetes API by its ClusterIP.
  public static let hostAPIService = Aspect(.hostAPIService)
  /// The same over IPv6.
  public static let hostAPIServiceIPv6 = Aspect(.hostAPIService, .ipv6)
}
