/// Nothing passes between two nodes.
struct TailnetDown: Finding {
  /// One of them.
  var source: String
  /// The other.
  var target: String?

  static let code = FindingCode.tailnetDown
  static let example = TailnetDown(source: "instance-master", target: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the nodes do not reach each other at all: neither the tunnel nor the other node's own address "
        + "answers",
      ko: "노드끼리 전혀 도달하지 못함: 터널도, 상대 노드 자신의 주소도 응답하지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "check the WireGuard peer (`tailscale status`, `tailscale ping`, `wg show`: latest handshake), UDP "
        + "41641 and the keys of both nodes",
      ko: "WireGuard 피어(`tailscale status`, `tailscale ping`, `wg show`의 latest handshake), UDP 41641, 두 노드의 "
        + "키를 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [source, target].compactMap { $0 }.map { .host($0, "tailscale status") } + [
      .host(source, "tailscale ping \(target ?? "OTHER-NODE")")
    ]
  }

  static let page = FindingPage(
    title: "the nodes do not reach each other",
    meaning: "Neither tunnelled packets nor the other node's own address gets an answer; where the setting forbids "
      + "pods that address, the agents' health checks or a connection from the host say so. What carries the "
      + "tunnel is down.",
    confirm: [
      .init(
        "On `NODE`: the peer is missing, offline, or its last handshake is old.",
        "tailscale status; wg show"),
      .init(
        "On `NODE`: no answer.",
        "tailscale ping OTHER-NODE"),
      .agent(
        "The agents say the same of each other.",
        "cilium-dbg status --verbose"),
    ],
    mend: [
      .init(
        "Bring the tailnet up on both nodes, and renew keys that have expired.",
        "tailscale up"),
      .init(
        "Let UDP 41641 pass between the physical networks, or relays (DERP) be reached over TCP 443."),
    ])
}
