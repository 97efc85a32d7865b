/// A peer of the tailnet has a session, and answers nothing.
struct TailnetACLBlocks: Finding {
  /// From which node.
  var node: String
  /// The other node.
  var peer: String
  /// Its address in the tailnet.
  var address: String

  static let code = FindingCode.tailnetACLBlocks
  static let example = TailnetACLBlocks(node: "instance-master", peer: "instance-worker", address: "100.64.0.2")

  var cause: Translated {
    Translated(
      en:
        "\(node) and \(peer) have a session in the tailnet, and \(address) answers \(node)'s host neither ICMP nor TCP: the "
        + "tailnet's access rules (ACLs), or a packet filter on \(peer), drop it",
      ko: "\(node) 노드와 \(peer) 노드는 tailnet 세션이 있지만 \(address) 주소가 \(node) 호스트의 ICMP에도 TCP에도 답하지 않음: tailnet의 "
        + "접근 규칙(ACL)이나 \(peer) 노드의 패킷 필터가 버림")
  }

  var remedy: Translated {
    Translated(
      en:
        "let the tailnet's access rules accept everything between the cluster's nodes: ICMP, UDP 8472 (VXLAN), TCP 4240 "
        + "and 10250 at least; `tailscale ping` answers without any rule, `tailscale ping --icmp` does not",
      ko: "tailnet 접근 규칙이 클러스터 노드 사이의 모든 것을 허용하게 하십시오. 적어도 ICMP, UDP 8472(VXLAN), TCP 4240과 10250이 필요합니다. "
        + "`tailscale ping`은 규칙이 없어도 답하지만 `tailscale ping --icmp`는 답하지 않습니다")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "tailscale ping \(address)"), .host(node, "tailscale ping --icmp \(address)"),
      .host(peer, "iptables -S INPUT; nft list ruleset"),
    ]
  }

  static let page = FindingPage(
    title: "the tailnet's access rules let nothing pass between two nodes",
    meaning:
      "Tailscale's own messages (disco) and WireGuard's handshakes pass whatever the access rules say; what is inside "
      + "is filtered at the receiving node. So `tailscale status` shows an active peer that answers nothing.",
    confirm: [
      .init("On `NODE`: the peer answers Tailscale's own ping.", "tailscale ping OTHER-NODE"),
      .init("On `NODE`: and no ICMP.", "tailscale ping --icmp OTHER-NODE"),
    ],
    mend: [
      .init("Accept everything between nodes of the cluster in the tailnet's policy, best by a tag for them."),
      .init("See that the nodes' own packet filters accept what comes by the tailnet's device.", "iptables -S INPUT"),
    ])
}
