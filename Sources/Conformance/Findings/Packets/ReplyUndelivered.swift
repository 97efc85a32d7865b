/// Answers come back to the node and do not reach the pod.
struct ReplyUndelivered: Finding {
  /// Where.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.replyUndelivered
  static let example = ReplyUndelivered(node: "instance-worker", seen: .answerStayed(node: "instance-worker"))

  var cause: Translated {
    Translated(
      en: "answers come back to \(node) and do not reach the pod: \(seen.text.en)",
      ko: "응답이 \(node) 노드까지 돌아오지만 파드에 도달하지 않음: \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "look at the reverse translation (`cilium-dbg bpf nat list`, `bpf ct list`), drops by reason "
        + "(`cilium-dbg metrics list`) and netfilter rules on \(node)",
      ko: "\(node) 노드의 역변환(`cilium-dbg bpf nat list`, `bpf ct list`), 원인별 드롭(`cilium-dbg metrics list`), "
        + "netfilter 규칙을 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg bpf nat list"), .agent(of: node, "cilium-dbg metrics list -p drop")]
  }

  static let page = FindingPage(
    title: "answers reach the node and not the pod",
    meaning: "An answer was captured as it came in by the node's uplink, and the pod got none. It was not "
      + "translated back, or dropped on the node.",
    confirm: [
      .init(
        "On `NODE`, while a pod asks: the answer comes in.",
        "tcpdump -nni DEVICE icmp"),
      .agent(
        "The flow's `IN` entry is missing or wrong.",
        "cilium-dbg bpf nat list"),
      .agent(
        "A drop reason grows.",
        "cilium-dbg metrics list -p drop"),
      .init(
        "On `NODE`: strict reverse path filtering drops answers (1).",
        "sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.DEVICE.rp_filter"),
    ],
    mend: [
      .init(
        "Mend what drops it: the netfilter rule, `rp_filter`, or the agent that keeps wrong entries.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE")
    ])
}
