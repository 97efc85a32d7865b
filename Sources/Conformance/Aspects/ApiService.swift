// The Kubernetes API by its ClusterIP.
extension AspectDefinition {
  static let apiService = AspectDefinition(
    title: Translated(
      en: "pod → Kubernetes API by ClusterIP",
      ko: "파드 → ClusterIP를 통한 Kubernetes API"),
    question: Translated(
      en: "Does the Kubernetes API answer through its ClusterIP?",
      ko: "Kubernetes API가 ClusterIP로 응답하는가?"),
    questionOfIPv6: nil,
    area: .nodes, isOfAddresses: true, isNeededForService: true,
    rule: .node { node, model in Rules.apiService(node, model) },
    translation: .spared,
    measurement: .probes(
      plan: { plan, subject in plan.api(subject) },
      read: { _, _, _, answers in answers.contains(where: PathObservations.gotThrough) ? .reachable : .unreachable },
      asksDNSPods: false),
    target: .nobody, cause: .natAPI,
    byHand: [.pod("wget -T 5 -qO- https://10.96.0.1/version")])
}

extension Aspect {
  /// The Kubernetes API by its ClusterIP.
  public static let apiService = Aspect(.apiService)
  /// The same over IPv6.
  public static let apiServiceIPv6 = Aspect(.apiService, .ipv6)
}
