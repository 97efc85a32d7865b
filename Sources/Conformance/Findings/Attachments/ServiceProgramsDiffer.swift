/// The programs that balance Services, at sockets or by XDP, are others than the setting has.
struct ServiceProgramsDiffer: Finding {
  /// The node.
  var node: String
  /// What was seen of them.
  var seen: String

  static let code = FindingCode.serviceProgramsDiffer
  static let example = ServiceProgramsDiffer(node: "instance-worker", seen: "sockets without cil_sock4_connect")

  var cause: Translated {
    Translated(
      en: "on \(node) the programs that balance Services are others than its setting has: \(seen). Services are then "
        + "translated later than they should be, or not at all",
      ko: "\(node)에서 서비스를 분산하는 프로그램이 설정과 다름: \(seen). 서비스 주소가 늦게 변환되거나 변환되지 않음")
  }

  var remedy: Translated {
    Translated(
      en:
        "restart the agent of \(node), which attaches and detaches them by its settings, and look in its log for what "
        + "failed",
      ko: "\(node)의 에이전트를 재시작하면 설정대로 붙이고 떼어 냅니다. 무엇이 실패했는지 에이전트 로그에서 찾으십시오")
  }

  var commands: [RemedyCommand] {
    [
      .agent(of: node, "bpftool cgroup tree /run/cilium/cgroupv2"), .agent(of: node, "bpftool net show"),
      .restartAgent(of: node),
    ]
  }

  static let page = FindingPage(
    title: "the programs that balance Services are others than the setting has",
    meaning: "With `kube-proxy-replacement` or `bpf-lb-sock` Cilium hangs `cil_sock4_connect`, `cil_sock4_sendmsg` and "
      + "`cil_sock4_recvmsg` (and those of IPv6) at the cgroup that every socket of the node is in; with "
      + "`bpf-lb-acceleration` it hangs an XDP program on every selected device. The kernel's own tools show "
      + "something else. Without the first, Services are translated only where packets leave a pod, and not at all "
      + "for the node's own programs; without the second, NodePorts are slower.",
    confirm: [
      .agent("What hangs at the cgroup.", "bpftool cgroup tree /run/cilium/cgroupv2"),
      .agent("What hangs on devices.", "bpftool net show"),
      .agent("What the agent means to do.", "cilium-dbg status --verbose"),
    ],
    mend: [.restartAgents])
}
