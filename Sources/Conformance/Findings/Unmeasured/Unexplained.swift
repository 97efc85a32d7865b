/// No known cause fits.
struct Unexplained: Finding {
  /// Where the case starts.
  var node: String

  static let code = FindingCode.unexplained
  static let example = Unexplained(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "no known cause fits everything else that was measured",
      ko: "측정한 나머지 결과와 모두 들어맞는 알려진 원인이 없음")
  }

  var remedy: Translated {
    Translated(
      en: "look at the case's evidence; compare `cilium-dbg status --verbose` on \(node)",
      ko: "이 검사의 증거를 살펴보고, \(node) 노드의 `cilium-dbg status --verbose` 출력과 비교하십시오")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg status --verbose")]
  }

  static let page = FindingPage(
    title: "no known cause fits",
    meaning: "The case deviates, and none of the causes that netproof knows agrees with everything else that was "
      + "measured. It says so rather than blame something that the other cells contradict.",
    confirm: [
      .init(
        "Repeat the probe by hand: the handbook (`netproof handbook`) has the command of every aspect.",
        "netproof handbook"),
      .init(
        "Run again with captures: packets tell where a path ends.",
        "netproof run --capture"),
    ],
    mend: [
      .init(
        "Report it with the record, which holds everything that was seen.")
    ])
}
