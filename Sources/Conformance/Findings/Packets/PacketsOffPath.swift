/// Any other contradiction between packets and rule.
struct PacketsOffPath: Finding {
  /// Where.
  var node: String
  /// What is wrong with them.
  var kind: PacketFinding.Kind
  /// What packets show.
  var seen: PacketDetail
  /// The node that the case's packets are sent from.
  var sender: String

  static let code = FindingCode.packetsOffPath
  static let example = PacketsOffPath(
    node: "instance-worker", kind: .wrongTunnelAddresses,
    seen: .tunnelAddresses(
      packet: "10.0.0.24 → 100.64.0.1, VXLAN VNI 760", source: "100.64.0.2", destination: "100.64.0.1"),
    sender: "instance-worker")

  var cause: Translated {
    Translated(
      en: "packets do not go the way that the rule predicts: \(kind.rawValue) on \(node): \(seen.text.en)",
      ko: "패킷이 규칙이 예측하는 길로 가지 않음: \(node) 노드의 \(kind.rawValue): \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "open the attached capture, compare it with the rule in the report, and look at routes, policy "
        + "rules and tc programs of \(sender)",
      ko: "첨부된 캡처를 열어 보고서의 규칙과 비교하고, \(sender) 노드의 경로, 정책 규칙, tc 프로그램을 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(sender, "ip rule"), .host(sender, "ip route show table all"), .host(sender, "bpftool net")]
  }

  static let page = FindingPage(
    title: "packets go another way than the rule predicts",
    meaning: "Captured packets contradict the rule in a way that no other finding covers: other outer addresses of "
      + "the tunnel, packets where none should be, or none where some should. The case's packets are attached "
      + "as a pcap file.",
    confirm: [
      .init(
        "Open the attached file, and compare it with the expectation in the report.",
        "tcpdump -nnr FILE.pcap"),
      .init(
        "On `NODE`: what decides the way.",
        "ip rule; ip route show table all; bpftool net"),
    ],
    mend: [
      .init(
        "Where the cluster is right, the rule is not: report it with the record.")
    ])
}
