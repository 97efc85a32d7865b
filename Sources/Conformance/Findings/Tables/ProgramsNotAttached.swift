/// Cilium's programs do not hang on the devices that they should.
struct ProgramsNotAttached: Finding {
  /// The node.
  var node: String
  /// The devices on which they do, as they were seen.
  var seen: String

  static let code = FindingCode.programsNotAttached
  static let example = ProgramsNotAttached(node: "instance-master", seen: "enp0s6")

  var cause: Translated {
    Translated(
      en:
        "on \(node) Cilium's programs hang on these devices: \(seen). The status tells what the agent means to do; what "
        + "no program hangs on is neither translated nor tunnelled as it says",
      ko: "\(node)에서 Cilium 프로그램이 붙은 장치: \(seen). 상태는 에이전트의 의도만 알려 주며, 프로그램이 붙지 않은 장치는 그대로 변환되거나 "
        + "터널링되지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "look for errors of compiling and loading in the agent's log, then restart the agent of \(node)",
      ko: "에이전트 로그에서 컴파일과 적재 오류를 찾은 다음 \(node)의 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] { [.agent(of: node, "find /sys/fs/bpf/cilium/devices -name 'cil_*'")] }

  static let page = FindingPage(
    title: "Cilium's programs do not hang on the selected devices",
    meaning: "The agent selected devices, and the kernel's own tools show its programs on others, on fewer, or without "
      + "their other half. The agent's status copies its intention: it does not look at the kernel.",
    confirm: [
      .agent("Pins of TCX links, since 1.18 of Cilium.", "find /sys/fs/bpf/cilium/devices -name 'cil_*'"),
      .agent("What hangs by tc.", "bpftool net show"),
    ],
    mend: [
      .agent("Look for what failed.", "cilium-dbg status --verbose"),
      .restartAgents,
    ])
}
