/// A program of somebody else's sees packets before Cilium's.
struct ForeignProgramFirst: Finding {
  /// The node.
  var node: String
  /// The programs, and where, as it was seen.
  var seen: String

  static let code = FindingCode.foreignProgramFirst
  static let example = ForeignProgramFirst(
    node: "instance-worker", seen: "mirror on enp0s6 (tcx/ingress) before cil_from_netdev")

  var cause: Translated {
    Translated(
      en: "on \(node) another program sees packets before Cilium's: \(seen). What it drops, redirects or changes, "
        + "Cilium never sees or sees otherwise",
      ko: "\(node)에서 다른 프로그램이 Cilium보다 먼저 패킷을 봄: \(seen). 그 프로그램이 버리거나 돌리거나 바꾼 패킷을 Cilium은 보지 못하거나 다르게 봄")
  }

  var remedy: Translated {
    Translated(
      en: "find whose program it is, and have it come after Cilium's or pass everything on: `bpftool prog show id "
        + "ID` names it",
      ko: "누구의 프로그램인지 찾아 Cilium 뒤에 실행되거나 모든 패킷을 넘기게 하십시오. `bpftool prog show id ID` 명령이 이름을 보여 줍니다")
  }

  var commands: [RemedyCommand] { [.agent(of: node, "bpftool net show"), .agent(of: node, "bpftool prog show")] }

  static let page = FindingPage(
    title: "a foreign program sees packets before Cilium's",
    meaning: "Several programs may hang on one device, and run one after the other: XDP first, then TCX, then tc's "
      + "filters, each in its order. One that comes before Cilium's and does not pass a packet on takes it from "
      + "Cilium: observers (mirrors, flow collectors), other CNIs' leftovers, firewalls.",
    confirm: [
      .agent("What hangs where, in its order.", "bpftool net show"),
      .agent("Who loaded it.", "bpftool prog show"),
    ],
    mend: [
      .init("Let the other product attach after Cilium's programs, or on another device, or take it away."),
      .restartAgents,
    ])
}
