/// A flow has its entry in the BPF NAT map in one direction only.
struct NATReverseMissing: Finding {
  /// Where.
  var node: String
  /// What of it is there.
  var entry: String

  static let code = FindingCode.natReverseMissing
  static let example = NATReverseMissing(node: "instance-worker", entry: "OUT entry to 10.0.0.239 without its IN entry")

  var cause: Translated {
    Translated(
      en: "the BPF NAT map holds only half of the flow: \(entry)",
      ko: "BPF NAT 맵에 흐름의 한쪽 방향만 있음: \(entry)")
  }

  var remedy: Translated {
    Translated(
      en: "look at map pressure (`cilium-dbg bpf nat list | wc -l`, nat-map size, LRU evictions) and at agent "
        + "errors; `cilium-dbg bpf nat flush` clears broken entries, and breaks living flows",
      ko: "맵 사용률(`cilium-dbg bpf nat list | wc -l`, NAT 맵 크기, LRU 제거)과 에이전트 오류를 확인하십시오. `cilium-dbg bpf nat "
        + "flush`는 잘못된 항목을 지우지만 진행 중인 흐름도 끊습니다")
  }

  var commands: [RemedyCommand] {
    [
      .agent(of: node, "sh -c 'cilium-dbg bpf nat list | wc -l'"),
      .agent(of: node, "cilium-dbg metrics list -p map_pressure"),
    ]
  }

  static let page = FindingPage(
    title: "the NAT table holds half of a flow",
    meaning: "Every translated flow has two entries, OUT and IN. Without the second one, answers are not "
      + "translated back, and new packets may use a stale first one. A map under pressure evicts entries one "
      + "by one.",
    confirm: [
      .agent(
        "List the flow's entries: the `OUT` one names an address and port that no `IN` entry has.",
        "cilium-dbg bpf nat list"),
      .agent(
        "A pressure near 1 says that the map is full.",
        "cilium-dbg metrics list -p map_pressure"),
    ],
    mend: [
      .init(
        "Enlarge the map.",
        "kubectl -n kube-system edit configmap cilium-config   # bpf-nat-global-max"),
      .agent(
        "Clear it. This breaks living flows.",
        "cilium-dbg bpf nat flush"),
    ])
}
