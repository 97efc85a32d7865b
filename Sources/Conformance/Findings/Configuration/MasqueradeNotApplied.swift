/// The devices are right, and an agent masquerades otherwise than it is told to.
struct MasqueradeNotApplied: Finding {
  /// The agent's node.
  var node: String

  static let code = FindingCode.masqueradeNotApplied
  static let example = MasqueradeNotApplied(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the running agent on \(node) masquerades otherwise than the cilium-config ConfigMap asks for: it "
        + "was not restarted since the change, or could not do it",
      ko: "\(node) 노드에서 실행 중인 에이전트의 마스커레이드가 cilium-config ConfigMap의 요구와 다름: 변경 후 재시작하지 않았거나 적용하지 못함")
  }

  var remedy: Translated {
    Translated(
      en: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if it stays, look "
        + "for masquerading in their logs",
      ko: "에이전트를 재시작하십시오(`kubectl -n kube-system rollout restart daemonset/cilium`). 그래도 남아 있으면 에이전트 로그에서 "
        + "마스커레이드를 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.restartAgent(of: node), .agent(of: node, "cilium-dbg status --verbose")]
  }

  static let page = FindingPage(
    title: "an agent masquerades otherwise than it is told to",
    meaning: "The agent has the devices of the ConfigMap, and its masquerading (BPF, netfilter or none, and on "
      + "which devices) is another one than the ConfigMap asks for. It was not restarted since the change, or "
      + "it fell back because it could not do what it was asked.",
    confirm: [
      .init(
        "Read the ConfigMap's side.",
        "kubectl -n kube-system get configmap cilium-config -o yaml | grep -i masq"),
      .agent(
        "Read the agent's side; the line `Masquerading:` differs.",
        "cilium-dbg status --verbose"),
      .init(
        "An agent that fell back says why in its log.",
        "kubectl -n kube-system logs AGENT -c cilium-agent | grep -i masq"),
    ],
    mend: [
      .restartAgents,
      .init(
        "If it stays, enable what BPF masquerading needs (kube-proxy replacement in older releases), or "
          + "set `enable-bpf-masquerade` to what the agent can do.",
        "kubectl -n kube-system edit configmap cilium-config"),
    ])
}
