/// An agent translates a Service to other backends than Kubernetes says.
struct ServiceBackendsDiffer: Finding {
  /// The agent's node.
  var node: String
  /// `NAMESPACE/NAME`.
  var service: String
  /// `ADDRESS:PORT/PROTOCOL`.
  var frontend: String
  /// The ready endpoints of the EndpointSlices, `ADDRESS:PORT`.
  var expected: [String]
  /// The backends in the agent's map; `nil`: it does not know the Service's port.
  var found: [String]?

  static let code = FindingCode.serviceBackendsDiffer
  static let example = ServiceBackendsDiffer(
    node: "instance-worker", service: "kube-system/kube-dns", frontend: "10.96.0.10:53/UDP",
    expected: ["10.244.0.12:53"], found: ["10.244.0.9:53"])

  var cause: Translated {
    let difference = ServiceDifference(node: node, frontend: frontend, expected: expected, found: found).text
    return Translated(
      en: "the agent's load-balancer map is not what the Service's EndpointSlices say: \(difference.en)",
      ko: "에이전트의 로드 밸런서 맵이 서비스의 EndpointSlice와 다름: \(difference.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "check that the agent of \(node) follows the API (`cilium-dbg status`, its log); compare "
        + "`cilium-dbg bpf lb list` with `kubectl get endpointslices`; restart the agent when it stays behind",
      ko: "\(node) 노드의 에이전트가 API의 변경을 따라가는지 확인하고(`cilium-dbg status`, 로그), `cilium-dbg bpf lb list`와 `kubectl "
        + "get endpointslices`를 비교하십시오. 계속 뒤처져 있으면 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg bpf lb list"), .restartAgent(of: node)]
  }

  static let page = FindingPage(
    title: "an agent's backends of a Service are not Kubernetes'",
    meaning: "The agent's load-balancer map still sends to pods that are gone, lacks ready ones, or does not know "
      + "the Service. The agent does not follow the API server, or has not caught up.",
    confirm: [
      .init(
        "Read what Kubernetes says.",
        "kubectl get endpointslices -A -o wide"),
      .agent(
        "Read what the agent translates to: the two differ.",
        "cilium-dbg bpf lb list"),
      .agent(
        "An agent that has lost the API says so.",
        "cilium-dbg status"),
    ],
    mend: [
      .init(
        "Look into its log for a watch that does not come back, and mend its way to the API server.",
        "kubectl -n kube-system logs AGENT -c cilium-agent"),
      .init(
        "Restart an agent that stays behind.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE"),
    ])
}
