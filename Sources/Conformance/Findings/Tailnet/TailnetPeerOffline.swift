/// Tailscale's control server has lost a node of the cluster.
struct TailnetPeerOffline: Finding {
  /// Who says so.
  var node: String
  /// The node that is offline.
  var peer: String
  /// Its address in the tailnet.
  var address: String

  static let code = FindingCode.tailnetPeerOffline
  static let example = TailnetPeerOffline(node: "instance-master", peer: "instance-worker", address: "100.64.0.2")

  var cause: Translated {
    Translated(
      en: "\(peer) (\(address)) is offline in the tailnet, as \(node) is told: the control server has lost it",
      ko: "\(node) 노드가 아는 바로는 \(peer)(\(address)) 노드가 tailnet에서 오프라인임: 제어 서버와 연결이 끊김")
  }

  var remedy: Translated {
    Translated(
      en: "see on \(peer) whether tailscaled runs, is logged in, and reaches the control server by TCP 443",
      ko: "\(peer) 노드에서 tailscaled가 실행 중이고 로그인되어 있으며 TCP 443으로 제어 서버에 닿는지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(peer, "tailscale status"), .host(peer, "tailscale netcheck"), .host(node, "tailscale ping \(address)")]
  }

  static let page = FindingPage(
    title: "a node is offline in the tailnet",
    meaning: "`tailscale status --json` tells of each peer whether the control server has a connection to it (Online). "
      + "Sessions that stand go on without; new endpoints, and peers that were restarted, are not learned. It is named as "
      + "the cause of a path only where that fails.",
    confirm: [
      .init("On another node: the peer is shown as offline.", "tailscale status"),
      .init("On `NODE`: it reaches neither the control server nor a relay.", "tailscale netcheck"),
    ],
    mend: [
      .init("On `NODE`: let the daemon run.", "systemctl restart tailscaled"),
      .init("Let it reach the control server and the relays by TCP 443."),
    ])
}
