import Cilium

extension Rules {
  /// A cluster name: answered when the pods behind the cluster DNS Service are within reach.
  static func clusterName(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    names(node, model, external: false)
  }

  /// An external name: the same, and the DNS pods' own nodes must let them out to the upstream.
  static func externalName(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    names(node, model, external: true)
  }

  private static func names(_ node: NodeFacts, _ model: PathModel, external: Bool) -> Prediction {
    let way = dnsTransport(model)
    if let unasked = unaskedNames(way) { return unasked }
    if !external, model.family == .ipv6, let reason = withoutIPv6Name(model.facts) { return .notApplicable(reason) }
    if model.facts.nodeLocalDNSNodes?.contains(node.name) == true {
      return .unknown(
        "NodeLocal DNSCache runs on \(node.name) and answers pods in place of the cluster DNS: which of its answers come "
          + "from its cache, and which way its questions take, no rule tells")
    }
    if let reason = unknownWay(to: node, way, external: external) { return .unknown(reason) }
    let pods = model.facts.dnsPods.filter { $0.isReady && $0.address(way.family) != nil }
    guard !pods.isEmpty else { return withoutDNSPods }
    let answers = pods.map { pod in (pod, answer(of: pod, to: node, way, external: external)) }
    let working = answers.filter(\.1.isTrue)
    if let bad = answers.first(where: { !$0.1.isTrue }) {
      let outcome = working.isEmpty ? Outcome.unreachable : .partly(answering(working.map(\.0.node)))
      return expect(
        outcome, by: .unresolved(bad.1.mechanism), .clusterDNS, because: "DNS pod \(bad.0.name): \(bad.1.reason)")
    }
    let reason = answers.map { "DNS pod on \($0.0.node): \($0.1.reason)" as Sentence }.joined(separator: "; ")
    return expect(.reachable, by: answers[0].1.mechanism, .clusterDNS, because: reason)
  }

  /// Why the cluster DNS Service is not asked over the model's family, or nothing is known of it; `nil` where it is.
  static func unaskedNames(_ model: PathModel) -> Prediction? {
    if let reason = unreadNames(model.facts) { return .unknown(reason) }
    guard model.facts.dnsService(model.family) == nil else { return nil }
    return .notApplicable(
      "kube-system has no Service that answers DNS with an \(model.family.title) ClusterIP: neither kube-dns nor another "
        + "name")
  }

  /// What is expected where no DNS pod is Ready: a cluster that is well has one.
  static let withoutDNSPods = expect(
    .reachable, by: .noEndpoint, .clusterDNS, because: "a cluster has a cluster DNS with a Ready pod")

  /// Why it is not known who answers names; `nil` where it is.
  static func unreadNames(_ facts: ClusterFacts) -> Sentence? {
    if let reason = facts.reasonUnread(.services) { return "the Services are not known: \(reason)" }
    // What its Service is called, only its EndpointSlices tell where that is another name than kube-dns.
    if facts.dnsService == nil, facts.dnsServiceIPv6 == nil, let reason = facts.reasonUnread(.endpoints) {
      return "EndpointSlices could not be read: \(reason)"
    }
    return facts.reasonUnread(.pods).map { "the pods of cluster DNS are not known: \($0)" }
  }

  /// Why nothing is known of the ways to the API.
  static func withoutEndpoints(_ facts: ClusterFacts) -> Sentence {
    if let reason = facts.reasonUnread(.services) { return "the Services are not known: \(reason)" }
    return facts.reasonUnread(.endpoints).map { "EndpointSlices could not be read: \($0)" }
      ?? "the kubernetes Service has no endpoints"
  }

  /// The model of the family by which the cluster DNS is asked: IPv6 addresses can be asked for over IPv4, too, and are
  /// where the cluster DNS Service has no IPv6 ClusterIP.
  static func dnsTransport(_ model: PathModel) -> PathModel {
    guard model.family == .ipv6, model.facts.dnsServiceIPv6 == nil else { return model }
    return PathModel(facts: model.facts, family: .ipv4)
  }

  /// Why no name of the cluster has an IPv6 address: what is looked up is one of the run's own Services, which stand in
  /// front of other nodes' pods.
  private static func withoutIPv6Name(_ facts: ClusterFacts) -> Sentence? {
    if facts.nodes.count < 2 { return "a single node gets no probe Service, whose IPv6 address could be looked up" }
    return facts.givesServicesIPv6 == false ? noServiceIPv6 : nil
  }

  /// The API server has no IPv6 service CIDR.
  static let noServiceIPv6: Sentence = "the API server gives Services no IPv6 addresses: its service CIDR has none"

  /// Without a tunnel the way to a DNS pod, or its own way out, may be one that no fact decides.
  private static func unknownWay(to node: NodeFacts, _ model: PathModel, external: Bool) -> Sentence? {
    guard model.isNative else { return nil }
    let homes = model.facts.dnsPods.filter(\.isReady).compactMap { model.facts.node($0.node) }
    for home in homes where home.name != node.name {
      if case .unknown(let reason) = model.nativeWays(between: node, and: home) { return reason }
    }
    return external ? homes.lazy.compactMap { translatedElsewhere($0, upstream(model)) }.first : nil
  }

  /// How a partial answer is written, by expectation and observation alike.
  static func answering(_ nodes: [String]) -> Sentence {
    "only the DNS pods on \(Set(nodes).sorted().joined(separator: ", ")) answer"
  }

  private static func answer(
    of pod: DNSPodFacts, to node: NodeFacts, _ model: PathModel, external: Bool
  ) -> PathModel.Answer {
    guard let home = model.facts.node(pod.node) else {
      return PathModel.Answer(
        isTrue: true, mechanism: .tunnelBetweenNodeIPs, rule: .clusterDNS,
        reason: "\(pod.node) does not take part in the run")
    }
    let way =
      home.name == node.name
      ? PathModel.Answer(
        isTrue: true, mechanism: .staysOnNode, rule: .podSameNode, reason: "it is on the same node")
      : podsReachEachOther(node, home, model)
    guard way.isTrue, external, let out = leavesForTheInternet(home, upstream(model)) else { return way }
    return out.isTrue
      ? out.told { "\(way.reason), and \($0)" } : out.told { "the upstream does not answer it: \($0)" }
  }

  /// The DNS pods ask their upstream by the nodes' resolv.conf, over the cluster's first family.
  private static func upstream(_ model: PathModel) -> PathModel { PathModel(facts: model.facts) }

  private static func podsReachEachOther(
    _ node: NodeFacts, _ home: NodeFacts, _ model: PathModel
  ) -> PathModel.Answer {
    guard model.isNative else { return model.tunnelWorks(from: node, to: home) }
    switch model.nativeWays(between: node, and: home) {
    case .known(let answer): return answer
    case .unknown(let reason):
      return PathModel.Answer(isTrue: true, mechanism: .routedByNodes, rule: .nativeRoutes, reason: reason)
    }
  }

  /// Running DNS pods keep their readiness; one started under this setting needs the API to become ready.
  static func clusterDNSReady(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = unreadNames(model.facts) { return .unknown(reason) }
    let pods = model.facts.dnsPods.filter { $0.node == node.name }
    guard !pods.isEmpty else { return .notApplicable("no cluster DNS pod runs on \(node.name)") }
    if let reason = model.unknownWayBackFromAPI(to: node) { return .unknown(reason) }
    guard let api = model.apiWorks(from: node) else { return .unknown(withoutEndpoints(model.facts)) }
    guard !api.isTrue else { return expect(.healthy, by: api.mechanism, .clusterDNSReadiness, because: api.reason) }
    let startedUnderThisSetting = pods.contains { pod in
      guard let started = pod.startedAt, let agent = node.agentStartedAt else { return false }
      return started > agent
    }
    if startedUnderThisSetting {
      return expect(
        .unhealthy("cannot reach the API"), by: api.mechanism, .clusterDNSReadiness,
        because: "a DNS pod was started on \(node.name) after the agent, and \(api.reason)")
    }
    return expect(
      .healthy, by: .staysReady, .clusterDNSReadiness,
      because: "the pods became ready before this setting and stay so, although \(api.reason)")
  }

  /// A DNS pod that is started anew becomes ready exactly when it reaches the API from its node.
  static func clusterDNSRestart(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    if let reason = unreadNames(model.facts) { return .unknown(reason) }
    guard model.facts.dnsPods.contains(where: { $0.node == node.name }) else {
      return .notApplicable("no cluster DNS pod runs on \(node.name)")
    }
    if let reason = model.unknownWayBackFromAPI(to: node) { return .unknown(reason) }
    guard let api = model.apiWorks(from: node) else { return .unknown(withoutEndpoints(model.facts)) }
    return expect(
      api.isTrue ? .healthy : .unhealthy("cannot reach the API"), by: api.mechanism, .clusterDNSReadiness,
      because: api.reason)
  }
}
