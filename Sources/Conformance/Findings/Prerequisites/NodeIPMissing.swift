/// The node IP is on a device that is down, or on none.
struct NodeIPMissing: Finding {
  /// Whose.
  var node: String
  /// The node IP.
  var address: String
  /// The device that holds it and is down; `nil` where no device holds it.
  var device: String?
  /// The commands that show how the device is, where it is an overlay's.
  var shownBy: String?

  static let code = FindingCode.nodeIPMissing
  static let example = NodeIPMissing(
    node: "instance-worker", address: "100.64.0.2", device: "tailscale0", shownBy: "`tailscale status`")

  var cause: Translated {
    device.map { device in
      Translated(
        en: "\(device), which holds the node IP \(address) of \(node), is down",
        ko: "\(node) 노드의 노드 IP \(address) 주소를 가진 \(device) 장치가 내려가 있음")
    }
      ?? Translated(
        en: "no device of \(node) holds its node IP \(address)",
        ko: "\(node) 노드에 노드 IP \(address) 주소를 가진 장치가 없음")
  }

  var remedy: Translated {
    let look = shownBy ?? "`ip addr`"
    return Translated(
      en: "bring the device up, or set kubelet's --node-ip to an address that the node has; look at \(look) on \(node)",
      ko: "장치를 올리거나, kubelet의 --node-ip를 노드가 가진 주소로 지정하십시오. \(node) 노드에서 \(look) 결과를 확인하십시오")
  }

  var commands: [RemedyCommand] { [.host(node, device.map { "ip addr show \($0)" } ?? "ip addr")] }

  static let page = FindingPage(
    title: "the node IP is on no device that is up",
    meaning:
      "Other nodes, and Cilium's tunnel, send to the node IP. Where the device that holds it is down, or no device "
      + "has it, nothing between the nodes arrives, whatever `devices` says.",
    confirm: [
      .init("The node IP, as Kubernetes has it.", "kubectl get node NODE -o wide"),
      .init("On `NODE`: no device that is up has it.", "ip -br addr"),
    ],
    mend: [
      .init("Bring the device up.", "ip link set DEVICE up"),
      .init("Or let kubelet tell an address that the node has (`--node-ip`), and restart it."),
    ])
}
