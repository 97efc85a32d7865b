/// A node's kernel does not forward packets.
struct ForwardingOff: Finding {
  /// Whose.
  var node: String

  static let code = FindingCode.forwardingOff
  static let example = ForwardingOff(node: "instance-worker")

  var cause: Translated {
    Translated(
      en:
        "the kernel of \(node) does not forward packets (net.ipv4.ip_forward is 0): what its pods send out of the node by "
        + "the routes is dropped",
      ko: "\(node) 노드의 커널이 패킷을 포워딩하지 않음(net.ipv4.ip_forward가 0): 파드가 경로를 따라 노드 밖으로 보내는 패킷이 버려짐")
  }

  var remedy: Translated {
    Translated(
      en: "switch forwarding on with `sysctl -w net.ipv4.ip_forward=1`, and find what switches it off: a file in "
        + "`/etc/sysctl.d`, a hardening profile, a network manager",
      ko: "`sysctl -w net.ipv4.ip_forward=1` 명령으로 포워딩을 켜고, 무엇이 끄는지(`/etc/sysctl.d` 파일, 보안 강화 프로필, 네트워크 관리자) "
        + "찾으십시오")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "sysctl net.ipv4.ip_forward"), .host(node, "sysctl -w net.ipv4.ip_forward=1"),
      .host(node, "grep -rs ip_forward /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d"),
    ]
  }

  static let page = FindingPage(
    title: "the node does not forward",
    meaning:
      "`net.ipv4.ip_forward` is 0 on the node. Its kernel drops what is not for itself, and refuses Cilium's route "
      + "lookup for what pods send out (`BPF_FIB_LKUP_RET_FWD_DISABLED`). The parameter is among the node's facts, and what "
      + "fails is what needs it.",
    confirm: [
      .init("On `NODE`: it is 0.", "sysctl net.ipv4.ip_forward"),
      .init("Where it is set.", "grep -rs ip_forward /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d"),
    ],
    mend: [
      .init("Switch it on, and keep it on.", "sysctl -w net.ipv4.ip_forward=1"),
      .init("A change of the value resets the parameters of single devices: restart the agent of the node."),
    ])
}
