/// The tunnel's packets leave one node and never reach the other.
struct TunnelLostOnTheWay: Finding {
  /// The node that they do not reach.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.tunnelLostOnTheWay
  static let example = TunnelLostOnTheWay(
    node: "instance-worker",
    seen: .lost(packet: "100.64.0.1 → 100.64.0.2, VXLAN VNI 760", device: "tailscale0", node: "instance-worker"))

  var cause: Translated {
    Translated(
      en: "the sender's node sends, the other node receives nothing: \(seen.text.en); the loss is between the "
        + "nodes",
      ko: "보내는 노드는 보내지만 상대 노드는 아무것도 받지 못함: \(seen.text.ko). 손실은 두 노드 사이에서 일어남")
  }

  var remedy: Translated {
    Translated(
      en: "nothing on the sending node is at fault: look at the way (Tailscale ACLs and DERP, VCN security "
        + "lists, the MTU) and at what \(node) drops before its network stack (XDP programs)",
      ko: "보내는 노드에는 문제가 없습니다. 경로(Tailscale ACL과 DERP, VCN 보안 목록, MTU)와 \(node) 노드가 네트워크 스택 앞에서 버리는 것(XDP "
        + "프로그램)을 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip -d link"), .host(node, "bpftool net")]
  }

  static let page = FindingPage(
    title: "the tunnel's packets are lost between the nodes",
    meaning: "Captures on both nodes were complete: packets of the tunnel left one, and the other received none. "
      + "The sending node does its part; the loss is on the way, or before the receiving node's network "
      + "stack.",
    confirm: [
      .init(
        "On `OTHER-NODE`, while a pod of `NODE` sends: nothing arrives.",
        "tcpdump -nni DEVICE udp port 8472"),
      .init(
        "On `NODE`: whether the peer is reached directly or by a relay.",
        "tailscale status"),
      .init(
        "On `OTHER-NODE`: programs that drop before the stack.",
        "bpftool net"),
    ],
    mend: [
      .init(
        "Allow UDP 8472 in the tailnet's ACLs, and UDP 41641 in security lists."),
      .init(
        "Take away the XDP program that drops it.",
        "ip link set dev DEVICE xdp off"),
    ])
}
