// A name of the cluster.
extension AspectDefinition {
  static let clusterName = AspectDefinition(
    title: Translated(
      en: "DNS, cluster name",
      ko: "DNS, 클러스터 이름"),
    question: Translated(
      en: "Do the cluster DNS Service and every DNS pod resolve a cluster name?",
      ko: "클러스터 DNS 서비스와 모든 DNS 파드가 클러스터 이름을 해석하는가?"),
    questionOfIPv6: Translated(
      en: "Do the cluster DNS Service and every DNS pod resolve a Service's IPv6 address, asked over IPv6 "
        + "where they have it?",
      ko: "클러스터 DNS 서비스와 모든 DNS 파드가 서비스의 IPv6 주소를 해석하는가? IPv6가 있으면 IPv6로 질의함."),
    area: .names, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.clusterName(node, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.lookups(.clusterName, subject) },
      read: { paths, aspect, subject, answers in paths.names(aspect, subject, answers) },
      asksDNSPods: true),
    target: .nobody, cause: .none,
    byHand: [.pod("nslookup kubernetes.default.svc.cluster.local")])
}

extension Aspect {
  /// A name of the cluster.
  public static let clusterName = Aspect(.clusterName)
  /// The same over IPv6.
  public static let clusterNameIPv6 = Aspect(.clusterName, .ipv6)
}
