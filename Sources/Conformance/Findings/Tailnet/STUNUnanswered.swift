/// What a node's Tailscale asks STUN servers is not answered.
struct STUNUnanswered: Finding {
  /// The node.
  var node: String
  /// How many requests left it.
  var requests: Int
  /// How many servers it asked.
  var servers: Int

  static let code = FindingCode.stunUnanswered
  static let example = STUNUnanswered(node: "instance-worker", requests: 12, servers: 4)

  var cause: Translated {
    Translated(
      en:
        "none of the \(requests) STUN requests of \(node) (UDP 3478, \(servers) \(servers == 1 ? "server" : "servers")) was "
        + "answered: Tailscale there does not learn at which address and port others can reach it",
      ko:
        "\(node) 노드의 STUN 요청 \(requests)건(UDP 3478, 서버 \(servers)곳)에 응답이 하나도 없음: 그곳의 Tailscale은 "
        + "다른 노드가 자신에게 닿을 주소와 포트를 알 수 없음")
  }

  var remedy: Translated {
    Translated(
      en: "let UDP to port 3478 out of the node's network, and its answers in (security lists, egress firewalls)",
      ko: "노드의 네트워크에서 UDP 3478 포트로 나가는 것과 그 응답을 허용하십시오(보안 목록, 나가는 방향의 방화벽)")
  }

  var commands: [RemedyCommand] { [.host(node, "tailscale netcheck")] }

  static let page = FindingPage(
    title: "STUN requests of a node are not answered",
    meaning:
      "Tailscale asks its DERP servers by STUN (UDP 3478) from where they see its socket, and gives that to its peers as "
      + "the node's endpoint. Of this node requests left, to every server that it asked, and no answer came: port 3478 is "
      + "closed on the way, or its answers are. Paths that work go on working: in the node's own network, to peers with "
      + "public addresses, and by relays. Peers behind other NATs reach it by a relay only. It is a warning, never a "
      + "verdict. It is told where at least three requests of a capture without losses had two seconds for their answers; "
      + "where no request was seen, nothing is known. How it is known stands in [the overlay between the "
      + "nodes](../tailnet.md).",
    confirm: [
      .init("On `NODE`: UDP is false, and no server has a latency.", "tailscale netcheck"),
      .init("On `NODE`: requests leave, and nothing comes back.", "tcpdump -ni any udp port 3478"),
    ],
    mend: [
      .init("Let UDP to port 3478 out of the node's network, and its answers back in."),
      .init("Or forward the overlay's UDP port to the node, so that its endpoint need not be learned."),
    ])
}
