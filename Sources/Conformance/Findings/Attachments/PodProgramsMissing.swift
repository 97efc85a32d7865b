/// A pod's device, or one of Cilium's own, lacks Cilium's program.
struct PodProgramsMissing: Finding {
  /// The node.
  var node: String
  /// The devices, and what each lacks, as it was seen.
  var seen: String

  static let code = FindingCode.podProgramsMissing
  static let example = PodProgramsMissing(node: "instance-worker", seen: "lxc85544a18e812 without cil_from_container")

  var cause: Translated {
    Translated(
      en: "on \(node) devices lack Cilium's programs: \(seen). What passes them is the kernel's alone: no policy, no "
        + "Service, no tunnel",
      ko: "\(node)에서 Cilium 프로그램이 없는 장치: \(seen). 이 장치를 지나는 패킷은 커널만 처리하므로 정책, Service, 터널이 적용되지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "restart the agent of \(node), which attaches them anew, and look in its log for who or what took them away",
      ko: "\(node)의 에이전트를 재시작하면 다시 붙습니다. 무엇이 떼어 냈는지 에이전트 로그에서 찾으십시오")
  }

  var commands: [RemedyCommand] { [.agent(of: node, "bpftool net show"), .restartAgent(of: node)] }

  static let page = FindingPage(
    title: "a pod's device, or one of Cilium's own, lacks its program",
    meaning: "Cilium hangs `cil_from_container` on the node's end of every pod's link, `cil_to_host` and "
      + "`cil_from_host` on `cilium_host`, `cil_to_host` on `cilium_net`, and `cil_from_overlay` and "
      + "`cil_to_overlay` on the tunnel's device. The kernel's own tools show a device without. The agent's status "
      + "does not: it does not look there. A bpftool that is too old for TCX shows no program at all; then nothing "
      + "is said.",
    confirm: [
      .agent("What hangs where.", "bpftool net show"),
      .agent("Whether the endpoint is `ready`, or its programs could not be made.", "cilium-dbg endpoint list"),
    ],
    mend: [
      .restartAgents,
      .agent("Look for what failed, or who detaches programs.", "cilium-dbg status --verbose"),
    ])
}
