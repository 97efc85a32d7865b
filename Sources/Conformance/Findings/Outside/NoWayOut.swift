/// Nothing outside answers although the translation is right.
struct NoWayOut: Finding {
  /// Whose pods.
  var node: String

  static let code = FindingCode.noWayOut
  static let example = NoWayOut(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "pods' traffic is translated as it should be, but nothing outside answers",
      ko: "파드 트래픽은 올바르게 변환되지만, 외부에서 아무 응답도 오지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "the guide's checklist: default route, VCN NAT gateway and security lists, source/destination check "
        + "of the instance, then CoreDNS",
      ko: "가이드의 점검 목록을 따르십시오: 기본 경로, VCN NAT 게이트웨이와 보안 목록, 인스턴스의 출발지/목적지 확인, 그다음 CoreDNS")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip route get 8.8.8.8"), .host(node, "ping -c 3 8.8.8.8")]
  }

  static let page = FindingPage(
    title: "nothing outside answers",
    meaning: "Pods' packets are translated to the right address, and neither ping nor DNS nor HTTPS gets an answer "
      + "from outside. The node's part is done; its way out is not there.",
    confirm: [
      .init(
        "On `NODE`: the host gets no answer either, or the fault is on the node.",
        "ping -c 3 8.8.8.8"),
      .init(
        "On `NODE`: the route leads to the gateway.",
        "ip route get 8.8.8.8"),
      .init(
        "On `NODE`: requests leave, nothing comes back.",
        "tcpdump -nni DEVICE icmp"),
    ],
    mend: [
      .init(
        "The guide's checklist: default route, NAT or internet gateway in the route table of the subnet, "
          + "security lists, source/destination check of the instance.")
    ])
}
