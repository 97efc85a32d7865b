/// The tunnel's packets carry another pod's identity.
struct WrongIdentity: Finding {
  /// Where.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.wrongIdentity
  static let example = WrongIdentity(
    node: "instance-worker",
    seen: .identity(packet: "100.64.0.2 → 100.64.0.1, VXLAN VNI 4, 10.244.1.25 → 10.244.0.119", wanted: 31555))

  var cause: Translated {
    Translated(
      en: "packets leave \(node) with an identity that is not the sender's, so that the other node applies "
        + "another pod's policies: \(seen.text.en)",
      ko: "패킷이 보낸 파드의 것이 아닌 ID를 달고 \(node) 노드를 나가, 상대 노드가 다른 파드의 정책을 적용함: \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "compare `cilium-dbg endpoint list` and `cilium-dbg bpf ipcache list` on both nodes; restart the "
        + "agent of \(node), whose endpoint programs carry an old identity",
      ko: "두 노드에서 `cilium-dbg endpoint list`와 `cilium-dbg bpf ipcache list`를 비교하고, 엔드포인트 프로그램이 이전 ID를 담고 있는 "
        + "\(node) 노드의 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg endpoint list"), .restartAgent(of: node)]
  }

  static let page = FindingPage(
    title: "packets carry another pod's identity",
    meaning: "The tunnel's VNI is the sender's security identity, by which the other node applies its policies. "
      + "Packets were captured with another one than the agent has of the pod.",
    confirm: [
      .agent(
        "Read the identity of the sending pod.",
        "cilium-dbg endpoint list"),
      .init(
        "On `NODE`: the VNI on the wire differs.",
        "tcpdump -nnvi DEVICE udp port 8472"),
      .agent(
        "What the other nodes believe.",
        "cilium-dbg bpf ipcache list"),
    ],
    mend: [
      .init(
        "Restart the agent of the sender's node, which makes the endpoint programs anew.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE")
    ])
}
