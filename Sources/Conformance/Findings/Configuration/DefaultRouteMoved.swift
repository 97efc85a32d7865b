/// The default route points at the tailnet.
struct DefaultRouteMoved: Finding {
  /// Whose.
  var node: String
  /// The device that it leaves by now, where it was told.
  var device: String?
  /// Whose overlay that is, where the facts show it.
  var overlay: String? = nil
  /// Rule and route that lead there, as `ip` prints them.
  var place: String? = nil
  /// The node's pods, where what the host sends to these goes there, too.
  var pods: String? = nil
  /// Whether pods' packets leave by it with their own address.
  var isUntranslated: Bool? = nil
  /// The command that shows why it leads there.
  var shownBy: String? = nil

  static let code = FindingCode.defaultRouteMoved
  static let example = DefaultRouteMoved(node: "instance-worker", device: "tailscale0")

  var cause: Translated {
    if let overlay, let device, let place { return known(overlay, device, place) }
    return Translated(
      en: "the node's default route does not leave by the physical uplink, so traffic to the internet is sent "
        + "into the tailnet, where no peer takes it",
      ko: "노드의 기본 경로가 물리 업링크로 나가지 않아, 인터넷행 트래픽이 받아 줄 피어가 없는 tailnet으로 보내짐")
  }

  private func known(_ overlay: String, _ device: String, _ place: String) -> Translated {
    var (en, ko) = (
      "the default route of \(node) leads into \(overlay) (\(device)): \(place)",
      "\(node) 노드의 기본 경로가 \(overlay)(\(device))로 이어짐: \(place)"
    )
    if let pods {
      en +=
        "; the table leaves out no pod address, so what the host itself sends to its pods (\(pods)), its answers and "
        + "kubelet's probes, goes there, too"
      ko += ". 그 테이블이 파드 주소를 제외하지 않아, 호스트가 파드(\(pods))로 보내는 응답과 kubelet의 프로브도 그리로 감"
    }
    if isUntranslated == true {
      en += "; pods' packets leave by it with their own address, which no peer takes"
      ko += ". 파드의 패킷이 파드 주소 그대로 이 장치로 나가며, 어떤 피어도 받지 않음"
    }
    return Translated(en: en, ko: ko)
  }

  var remedy: Translated {
    if let device, overlay != nil {
      let look = shownBy ?? "`ip rule`, `ip route show table all`"
      return Translated(
        en:
          "keep the default route on the physical uplink, or, where the overlay is meant to carry it, add \(device) to "
          + "devices and except pods, Services and nodes from it (`throw` routes in its table); look at \(look)",
        ko: "기본 경로를 물리 업링크에 두거나, 오버레이가 나르도록 한 것이라면 devices에 \(device) 장치를 추가하고 파드, Service, 노드를 "
          + "제외하십시오(그 테이블의 `throw` 경로). \(look) 결과를 확인하십시오")
    }
    return Translated(
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
