/// What left as it should is not answered, or the answer gets lost.
struct ReplyLost: Finding {
  /// Where.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.replyLost
  static let example = ReplyLost(
    node: "instance-worker", seen: .unanswered(packet: "10.0.0.24 → 8.8.8.8", device: "enp0s6"))

  var cause: Translated {
    Translated(
      en: "packets leave \(node) by the right device with the right address, and no answer comes back to it: "
        + "\(seen.text.en)",
      ko: "패킷이 \(node) 노드에서 올바른 장치와 올바른 주소로 나가지만 응답이 돌아오지 않음: \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "the node does its part: check the way back (VCN route tables, NAT gateway, security lists for "
        + "answers, source/destination check) and whether the far side answers others",
      ko: "노드는 제 역할을 하고 있습니다. 돌아오는 경로(VCN 라우팅 테이블, NAT 게이트웨이, 응답에 대한 보안 목록, 출발지/목적지 확인)와 상대가 다른 곳에는 응답하는지 "
        + "확인하십시오")
  }

  static let page = FindingPage(
    title: "no answer comes back to the node",
    meaning: "Packets were captured as they left the right uplink with the right source address, and no answer "
      + "came in. The node does its part; the way back, or the far side, does not.",
    confirm: [
      .init(
        "On `NODE`, while a pod asks: requests, no answers.",
        "tcpdump -nni DEVICE icmp"),
      .init(
        "Whether the far side answers others.",
        "ping -c 3 ADDRESS"),
    ],
    mend: [
      .init(
        "Look at the network behind the node: route tables, NAT gateway, security lists for answers, "
          + "source/destination check of the instance.")
    ])
}
