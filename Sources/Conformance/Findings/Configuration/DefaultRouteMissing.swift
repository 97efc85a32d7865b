/// A node has no default route.
struct DefaultRouteMissing: Finding {
  /// Whose.
  var node: String
  /// The card that it would leave by: the one with a public address, or the first.
  var device: String?
  /// Cards that are up and have no address, where none is left that it could leave by.
  var bare: [String]? = nil

  static let code = FindingCode.defaultRouteMissing
  static let example = DefaultRouteMissing(node: "instance-worker", device: "enp0s6")

  var cause: Translated {
    let names = bare?.joined(separator: ", ")
    return Translated(
      en: "\(node) has no default route: what its pods and the node itself send to the internet goes nowhere"
        + (names.map { "; \($0) is up and has no address, and a route goes with the address that it names" } ?? ""),
      ko: "\(node) 노드에 기본 경로가 없음: 파드와 노드가 인터넷으로 보내는 것이 어디로도 가지 못함"
        + (names.map { ". \($0) 장치는 올라와 있으나 주소가 없으며, 경로는 그것이 가리키는 주소와 함께 사라짐" } ?? ""))
  }

  var remedy: Translated {
    if let names = bare?.joined(separator: ", ") {
      return Translated(
        en: "if one of \(names) was the way out, give it back its address, and the default route with it: ask DHCP "
          + "again, or look at what configures the network (netplan, NetworkManager, systemd-networkd)",
        ko: "\(names) 가운데 하나가 나가는 길이었다면 그 주소와 기본 경로를 되돌리십시오: DHCP를 다시 요청하거나 네트워크 설정(netplan, "
          + "NetworkManager, systemd-networkd)을 확인하십시오")
    }
    let name = device ?? "DEVICE"
    return Translated(
      en: "put the default route back on \(name): ask DHCP again, or look at what configures the network (netplan, "
        + "NetworkManager, systemd-networkd) and who took it away",
      ko: "\(name) 장치에 기본 경로를 되돌리십시오: DHCP를 다시 요청하거나, 네트워크 설정(netplan, NetworkManager, systemd-networkd)과 누가 "
        + "경로를 지웠는지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    (bare ?? []).map { .host(node, "ip address show dev \($0)") } + [
      .host(node, "ip route show table all default"),
      .host(node, "networkctl status; journalctl -u systemd-networkd -n 20"),
    ]
  }

  static let page = FindingPage(
    title: "the node has no default route",
    meaning:
      "What a pod sends to the internet leaves by the node's default route. There is none in the main table, "
      + "though the devices are up: a lease that was not renewed, a hand that deleted it, or a service that "
      + "configures the network twice. Cilium does not make one.",
    confirm: [
      .init("On `NODE`: nothing.", "ip route show default"),
      .init("On `NODE`: `Network is unreachable`.", "ip route get 8.8.8.8"),
    ],
    mend: [
      .init("Put it back, by the gateway of the physical network.", "ip route add default via GATEWAY dev DEVICE"),
      .init("Then make it last, where the network is configured."),
    ])
}
