/// The DNS is well; the path to it, or from it, is not.
struct DNSPath: Finding {
  /// The node whose pods do not get answers.
  var node: String

  static let code = FindingCode.dnsPath
  static let example = DNSPath(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the cluster DNS pods run, but questions or answers do not get through",
      ko: "클러스터 DNS 파드는 실행 중이지만, 질의나 응답이 전달되지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "ask each DNS pod by its address (`nslookup NAME POD-IP`), then the upstream directly; check the "
        + "Service's endpoints in `cilium-dbg bpf lb list` and network policies",
      ko: "각 DNS 파드에 주소로 직접 질의하고(`nslookup NAME POD-IP`), 이어서 업스트림에 직접 질의하십시오. `cilium-dbg bpf lb list`의 서비스 "
        + "엔드포인트와 네트워크 정책도 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.kubectl("-n kube-system get pods -l k8s-app=kube-dns -o wide"), .agent(of: node, "cilium-dbg bpf lb list")]
  }

  static let page = FindingPage(
    title: "questions to the cluster DNS get lost",
    meaning: "The DNS pods are Ready, and names do not resolve: questions do not reach them, their answers do not "
      + "come back, or they get none from their upstream. Nothing else that fails explains it.",
    confirm: [
      .pod(
        "From a pod of `NODE`: ask the Service, then each DNS pod by its address.",
        "nslookup kubernetes.default.svc.cluster.local POD-IP"),
      .pod(
        "Ask the upstream directly.",
        "nslookup google.com 8.8.8.8"),
      .agent(
        "The Service's backends are the DNS pods.",
        "cilium-dbg bpf lb list"),
    ],
    mend: [
      .init(
        "Where one DNS pod does not answer, look at the path to its node; where only the Service does "
          + "not, at the agent's load-balancer map and at policies on UDP 53.",
        "kubectl get networkpolicies,ciliumnetworkpolicies -A")
    ])
}
