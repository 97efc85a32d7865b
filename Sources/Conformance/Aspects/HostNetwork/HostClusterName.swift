// Host → a cluster name at the cluster DNS.
extension AspectDefinition {
  static let hostClusterName = AspectDefinition(
    title: Translated(
      en: "host → cluster name at the cluster DNS",
      ko: "호스트 → 클러스터 DNS에서 클러스터 이름"),
    question: Translated(
      en:
        "Does the cluster DNS answer the node's host network for a cluster name, as hostNetwork pods with ClusterFirstWithHostNet ask it?",
      ko: "클러스터 DNS가 노드의 호스트 네트워크(ClusterFirstWithHostNet인 hostNetwork 파드)에 클러스터 이름을 답하는가?"),
    questionOfIPv6: nil,
    area: .hostNetwork, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.hostToClusterName(node, model) },
    translation: .none,
    measurement: .host(.clusterName),
    target: .nobody, cause: .none,
    byHand: [.shell("nslookup kubernetes.default.svc.cluster.local CLUSTER-DNS-IP   # on the node")])
}

extension Aspect {
  /// Host → a cluster name at the cluster DNS.
  public static let hostClusterName = Aspect(.hostClusterName)
  /// The same over IPv6.
  public static let hostClusterNameIPv6 = Aspect(.hostClusterName, .ipv6)
}
