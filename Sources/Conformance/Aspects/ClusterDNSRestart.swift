// Whether a cluster DNS pod that is started anew becomes ready.
extension AspectDefinition {
  static let clusterDNSRestart = AspectDefinition(
    title: Translated(
      en: "cluster DNS pod restarted here becomes ready",
      ko: "여기서 재시작한 클러스터 DNS 파드가 Ready가 됨"),
    question: Translated(
      en: "Does a cluster DNS pod that is started anew on this node become Ready?",
      ko: "이 노드에서 새로 시작한 클러스터 DNS 파드가 Ready가 되는가?"),
    questionOfIPv6: nil,
    area: .names, isOfAddresses: false, isNeededForService: true,
    rule: .node { node, model in Rules.clusterDNSRestart(node, model) },
    translation: .spared,
    measurement: .dnsRestart,
    target: .nobody, cause: .apiOfNode,
    byHand: [
      .shell("kubectl -n kube-system delete pod COREDNS-POD-ON-NODE"),
      .shell("kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide --watch"),
    ])
}

extension Aspect {
  /// Whether a cluster DNS pod that is started anew becomes ready.
  public static let clusterDNSRestart = Aspect(.clusterDNSRestart)
}
