// The readiness of the cluster DNS pods.
extension AspectDefinition {
  static let clusterDNSReady = AspectDefinition(
    title: Translated(
      en: "cluster DNS pods ready, not restarting",
      ko: "클러스터 DNS 파드 Ready, 재시작 없음"),
    question: Translated(
      en: "Are the cluster DNS pods on this node Ready, without a restart during the run?",
      ko: "이 노드의 클러스터 DNS 파드가 실행 중 재시작 없이 Ready 상태인가?"),
    questionOfIPv6: nil,
    area: .names, isOfAddresses: false, isNeededForService: true,
    rule: .node { node, model in Rules.clusterDNSReady(node, model) },
    translation: .spared,
    measurement: .dnsPods,
    target: .nobody, cause: .apiOfNode,
    byHand: [.shell("kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide")])
}

extension Aspect {
  /// The readiness of the cluster DNS pods.
  public static let clusterDNSReady = Aspect(.clusterDNSReady)
}
