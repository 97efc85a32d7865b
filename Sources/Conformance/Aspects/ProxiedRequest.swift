import Probes

// A request that Cilium's proxy takes.
extension AspectDefinition {
  static let proxiedRequest = AspectDefinition(
    title: Translated(
      en: "pod → Service that Cilium's proxy serves",
      ko: "파드 → Cilium 프록시가 처리하는 서비스"),
    question: Translated(
      en: "Does Cilium's proxy on the node answer a request to a Gateway's or an Ingress' Service?",
      ko: "게이트웨이나 인그레스 서비스로 보낸 요청에 그 노드의 Cilium 프록시가 응답하는가?"),
    questionOfIPv6: nil,
    area: .podPaths, isOfAddresses: true, isNeededForService: false,
    rule: .node { node, model in Rules.proxiedRequest(node, model) },
    translation: .none,
    measurement: .probes(
      plan: { plan, subject in plan.proxied(subject) },
      read: { _, _, _, answers in answers.contains(where: PathObservations.gotThrough) ? .reachable : .unreachable },
      asksDNSPods: false),
    target: .nobody, cause: .none,
    byHand: [
      .pod("wget -T 5 -qO- --header 'Host: netproof.invalid' http://SERVICE/"), .agent("cilium-dbg status"),
    ])
}

extension Aspect {
  /// A request that Cilium's proxy takes.
  public static let proxiedRequest = Aspect(.proxiedRequest)
  /// The same over IPv6.
  public static let proxiedRequestIPv6 = Aspect(.proxiedRequest, .ipv6)
}
