import Cilium

/// Nothing passes between two nodes.
struct TailnetDown: Finding {
  /// One of them.
  var source: String
  /// The other.
  var target: String?
  /// The device that carries the nodes' own traffic, where it is no WireGuard device of Tailscale's or plain WireGuard's.
  var device: String? = nil
  /// Whose overlay that device is; `nil` for a NIC.
  var overlay: String? = nil
  /// The commands that show the overlay's peers.
  var shownBy: String? = nil
  /// What has to be open on the network below.
  var port: String? = nil

  static let code = FindingCode.tailnetDown
  static let example = TailnetDown(source: "instance-master", target: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the nodes do not reach each other at all: neither the tunnel nor the other node's own address "
        + "answers",
      ko: "노드끼리 전혀 도달하지 못함: 터널도, 상대 노드 자신의 주소도 응답하지 않음")
  }

  var remedy: Translated {
    if let overlay, let shownBy, let port {
      return Translated(
        en: "check the peers of \(overlay) (\(shownBy)), that \(port) is open between the nodes, and the keys of both",
        ko: "\(overlay)의 피어(\(shownBy)), 노드 사이에 \(port) 개방 여부, 두 노드의 키를 확인하십시오")
    }
    if let device {
      return Translated(
        en:
          "check the network behind \(device) of both nodes: link, VLAN, security groups, and `ip route get` to the other's "
          + "node IP",
        ko: "두 노드의 \(device) 장치 뒤의 네트워크(링크, VLAN, 보안 그룹)와 상대 노드 IP에 대한 `ip route get` 결과를 확인하십시오")
    }
    return Translated(
      en: "check the WireGuard peer (`tailscale status`, `tailscale ping`, `wg show`: latest handshake), UDP "
        + "41641 and the keys of both nodes",
      ko: "WireGuard 피어(`tailscale status`, `tailscale ping`, `wg show`의 latest handshake), UDP 41641, 두 노드의 "
        + "키를 확인하십시오")
  }

  var commands: [RemedyCommand] {
    if let device {
      return [source, target].compactMap { $0 }.map { .host($0, "ip -d addr show \(device)") }
    }
    return [source, target].compactMap { $0 }.map { .host($0, "tailscale status") } + [
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

extension TailnetDown {
  /// By what is between the two.
  init(_ pair: Subject, _ way: (device: Device?, overlay: Overlay?)) {
    self.init(source: pair.source, target: pair.target)
    guard let device = way.device else { return }
    guard let overlay = way.overlay else {
      self.device = device.name
      return
    }
    if [.tailscale, .wireguard, .tun].contains(overlay.product) { return }
    (self.device, self.overlay, shownBy, port) = (device.name, overlay.title, overlay.commands, overlay.port)
  }
}
