/// The card that leads a node to the internet is down.
struct UplinkDown: Finding {
  /// Whose.
  var node: String
  /// The card.
  var device: String

  static let code = FindingCode.uplinkDown
  static let example = UplinkDown(node: "instance-worker", device: "enp0s6")

  var cause: Translated {
    Translated(
      en: "\(device) of \(node) is down, and with it the node's default route: nothing leaves for the internet",
      ko: "\(node) 노드의 \(device) 장치가 내려가 기본 경로도 사라짐: 인터넷으로 아무것도 나가지 못함")
  }

  var remedy: Translated {
    Translated(
      en: "bring \(device) up, and the routes back that went with it; the agents select it again by themselves "
        + "(1.15: restart them)",
      ko: "\(device) 장치를 올리고 함께 사라진 경로를 되돌리십시오. 에이전트는 스스로 다시 선택합니다(1.15는 재시작 필요)")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "ip -d link show \(device)"), .host(node, "ip link set \(device) up"),
      .host(node, "ip route show default"),
    ]
  }

  static let page = FindingPage(
    title: "the node's uplink is down",
    meaning:
      "The card that holds a global address of the node is not up, and no default route is left. The kernel takes "
      + "the routes of a device away with it; Cilium deselects the device while it is down.",
    confirm: [
      .init("On `NODE`: `state DOWN`, without `UP` among the flags.", "ip -d link show DEVICE"),
      .init("On `NODE`: nothing.", "ip route show default"),
    ],
    mend: [
      .init("Bring it up; what configures the network puts the routes back.", "ip link set DEVICE up"),
      .init("Where it has no carrier: cable, switch port, or the virtual machine's attachment (VNIC)."),
    ])
}
