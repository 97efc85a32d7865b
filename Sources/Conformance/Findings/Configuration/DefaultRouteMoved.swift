/// The default route points at the tailnet.
struct DefaultRouteMoved: Finding {
  /// Whose.
  var node: String
  /// The device that it leaves by now, where it was told.
  var device: String?

  static let code = FindingCode.defaultRouteMoved
  static let example = DefaultRouteMoved(node: "instance-worker", device: "tailscale0")

  var cause: Translated {
    Translated(
      en: "the node's default route does not leave by the physical uplink, so traffic to the internet is sent "
        + "into the tailnet, where no peer takes it",
      ko: "노드의 기본 경로가 물리 업링크로 나가지 않아, 인터넷행 트래픽이 받아 줄 피어가 없는 tailnet으로 보내짐")
  }

  var remedy: Translated {
    Translated(
      en: "put the default route back on the physical uplink (`ip route`); look for a Tailscale exit node",
      ko: "기본 경로를 물리 업링크로 되돌리고(`ip route`), Tailscale exit node가 설정되어 있는지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip route show table all default"), .host(node, "tailscale debug prefs | grep ExitNode")]
  }

  static let page = FindingPage(
    title: "the default route does not leave by the physical uplink",
    meaning: "What a pod sends to the internet follows the node's default route. Where that leads into the "
      + "tailnet, no WireGuard peer has the destination among its AllowedIPs, and the packets are dropped; a "
      + "Tailscale exit node does the same on purpose.",
    confirm: [
      .init(
        "On `NODE`: the default route names the tailnet's device.",
        "ip route show table all default"),
      .init(
        "An address outside is sent there.",
        "ip route get 8.8.8.8"),
      .init(
        "An exit node is in use when this names one.",
        "tailscale debug prefs | grep ExitNode"),
    ],
    mend: [
      .init(
        "Leave the exit node.",
        "tailscale set --exit-node="),
      .init(
        "Or put the default route back by the gateway of the physical network.",
        "ip route replace default via GATEWAY dev DEVICE"),
    ])
}
