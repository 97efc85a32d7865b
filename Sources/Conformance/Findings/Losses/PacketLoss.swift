/// Paths that are answered now and then: packets are lost by chance.
struct PacketLoss: Finding {
  /// What the lossy paths have in common, and paths without loss have not.
  var place: LossPlace
  /// How many lossy paths take it.
  var paths: Int
  /// How often they were tried, all together.
  var tries: Int
  /// How many of these tries got no answer.
  var lost: Int
  /// How many other paths were tried as often, and lost nothing.
  var whole: Int

  static let code = FindingCode.packetLoss
  static let example = PacketLoss(
    place: LossPlace(way: .tunnel, nodes: ["instance-master", "instance-worker"]), paths: 4, tries: 120, lost: 36,
    whole: 14)

  private var rate: String { PathSamples.percent(tries > 0 ? Double(lost) / Double(tries) : 0) }

  var cause: Translated {
    let (en, ko) = (place.title.en, place.title.ko)
    guard place.way != .unknown else {
      return Translated(
        en: "packets are lost by chance: \(lost) of \(tries) tries of \(paths) paths got no answer (\(rate) %), and no "
          + "stretch tells these paths from the \(whole) that lost nothing",
        ko: "패킷이 불규칙하게 유실됨: \(paths)개 경로에서 \(tries)번 시도 중 \(lost)번 응답이 없었고(\(rate) %), 아무것도 잃지 않은 "
          + "\(whole)개 경로와 구별되는 구간이 없음")
    }
    return Translated(
      en: "packets are lost by chance on \(en): of \(paths) paths that take it \(lost) of \(tries) tries got no answer "
        + "(\(rate) %), while \(whole) other paths lost nothing",
      ko: "\(ko)에서 패킷이 불규칙하게 유실됨: 이를 지나는 \(paths)개 경로에서 \(tries)번 시도 중 \(lost)번 응답이 없었고(\(rate) %), "
        + "다른 \(whole)개 경로는 아무것도 잃지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "nothing that Cilium is set to loses some packets and lets others pass: look at the errors and drops of the "
        + "cards and queues on this stretch (`ip -s link`, `ethtool -S`, `tc -s qdisc`), at full connection tracking and "
        + "neighbour tables (`dmesg`), at rate limits, and at the network in between; the times of the losses are in "
        + "the cases",
      ko: "일부 패킷만 잃게 하는 Cilium 설정은 없습니다. 이 구간의 네트워크 카드와 큐의 오류 및 드롭(`ip -s link`, `ethtool -S`, "
        + "`tc -s qdisc`), 가득 찬 연결 추적 테이블과 이웃 테이블(`dmesg`), 속도 제한, 중간 네트워크를 확인하십시오. 유실 시각은 각 항목에 "
        + "있습니다")
  }

  var commands: [RemedyCommand] {
    place.nodes.flatMap { node in
      [.host(node, "ip -s link"), .host(node, "tc -s qdisc"), .host(node, "dmesg | grep -E 'table full|overflow'")]
    }
  }

  static let page = FindingPage(
    title: "packets are lost by chance",
    meaning: "Paths that should work were tried many times (`netproof run --samples N`): some tries were answered and "
      + "others were not, and the part that was lost is above what is tolerated (`--tolerated-loss`) with 95 % "
      + "confidence (Clopper–Pearson). A setting, a route or a policy takes all of a path's packets or none; what loses "
      + "some is a card, a queue, a table that is full, a limit, or a link. No cause that breaks a path for good is "
      + "named for such a path. The place is the narrowest stretch that all of the lossy paths take, and that no path takes "
      + "which would have lost something, too. Cases that are not tried often and fail on the same stretch are put "
      + "down to it; run again once it is mended.",
    confirm: [
      .pod("From a pod on `NODE`: how many of a hundred are lost.", "ping -c 100 -i 0.2 ADDRESS"),
      .init("On `NODE`: errors and drops of cards and queues, twice, while it is lost.", "ip -s link; tc -s qdisc"),
      .init("On `NODE`: drops that the driver counts.", "ethtool -S DEVICE | grep -Ei 'drop|err|miss'"),
      .init("On `NODE`: tables that are full.", "dmesg | grep -E 'nf_conntrack: table full|neighbour.*overflow'"),
    ],
    mend: [
      .init("Mend what drops: the link, the queue's length, the limit, the table's size."),
      .init(
        "Or tolerate the loss, where it is known and small.",
        "netproof run --samples 100 --tolerated-loss PERCENT"),
    ])
}
