/// No peer of a node's WireGuard device takes another node's address.
struct PeerAllowedIPsShort: Finding {
  /// Whose device.
  var node: String
  /// Whose address is missing.
  var peer: String
  /// The WireGuard device.
  var device: String
  /// The address.
  var address: String
  /// Whether it may as well be the peer that does not take the node's address: of lists that nobody has read.
  var onEither: Bool? = nil

  static let code = FindingCode.peerAllowedIPsShort
  static let example = PeerAllowedIPsShort(
    node: "instance-master", peer: "instance-worker", device: "wg0", address: "10.8.0.2")

  var cause: Translated {
    if onEither == true {
      return Translated(
        en:
          "none of the peers of \(device) on \(node) may use \(address), the node IP of \(peer), or none on \(peer) that of "
          + "\(node) (AllowedIPs, which nobody has read): WireGuard neither sends anything there nor takes anything from it",
        ko:
          "\(node) 노드의 \(device) 피어 가운데 \(peer) 노드의 IP인 \(address) 주소를 쓸 수 있는 것이 없거나, \(peer) 노드의 피어 가운데 "
          + "\(node) 노드의 IP를 쓸 수 있는 것이 없음(읽지 못한 AllowedIPs): WireGuard는 그곳으로 보내지도, 그곳에서 받지도 않음")
    }
    return Translated(
      en:
        "none of the peers of \(device) on \(node) may use \(address), the node IP of \(peer) (AllowedIPs): WireGuard "
        + "neither sends anything there nor takes anything from it",
      ko: "\(node) 노드의 \(device) 피어 가운데 \(peer) 노드의 IP인 \(address) 주소를 쓸 수 있는 것이 없음(AllowedIPs): WireGuard는 그곳으로 "
        + "보내지도, 그곳에서 받지도 않음")
  }

  var remedy: Translated {
    Translated(
      en: "add \(address)/32 to the AllowedIPs of \(peer)'s peer on \(node), or the peer itself where it is gone; "
        + "`wg show \(device) allowed-ips` tells what is there",
      ko: "\(node) 노드에서 \(peer) 피어의 AllowedIPs에 \(address)/32를 추가하고, 피어가 없으면 피어 자체를 추가하십시오. 현재 값은 "
        + "`wg show \(device) allowed-ips` 명령으로 볼 수 있습니다")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "wg show \(device) allowed-ips"),
      .host(node, "wg set \(device) peer PUBLIC-KEY-OF-\(peer) allowed-ips +\(address)/32"),
    ]
  }

  static let page = FindingPage(
    title: "no WireGuard peer takes the other node's address",
    meaning:
      "The nodes' own traffic goes over a WireGuard device, and none of its peers on the node has the other node's "
      + "address in its AllowedIPs. WireGuard sends nothing there (“Required key not available”) and drops what comes from "
      + "there. The peers are among the node's facts.",
    confirm: [
      .init("On `NODE`: the other node's address is in none of the lists.", "wg show DEVICE allowed-ips"),
      .init("On `NODE`: the kernel refuses.", "ping -c 1 ADDRESS-OF-OTHER-NODE"),
    ],
    mend: [
      .init("Add the address to its peer.", "wg set DEVICE peer PUBLIC-KEY allowed-ips +ADDRESS/32"),
      .init("Write it into what makes the device: `wg-quick`'s file, the mesh's controller."),
    ])
}
