/// None of the peers of a node's WireGuard device is another node.
struct WireGuardPeerMissing: Finding {
  /// Whose device.
  var node: String
  /// The node that is missing.
  var peer: String
  /// The WireGuard device.
  var device: String
  /// The missing node's address.
  var address: String
  /// Where its packets would have to be sent to, as far as that is known.
  var outside: [String]

  static let code = FindingCode.wireGuardPeerMissing
  static let example = WireGuardPeerMissing(
    node: "instance-master", peer: "instance-worker", device: "wg0", address: "10.8.0.2", outside: ["198.51.100.7"])

  private var place: String { outside.joined(separator: ", ") }

  var cause: Translated {
    Translated(
      en: "none of the peers of \(device) on \(node) is \(peer): none may use \(address)"
        + (outside.isEmpty ? "" : ", and none is at \(place)")
        + "; WireGuard neither sends anything there nor answers its handshakes",
      ko: "\(node) 노드의 \(device) 피어 가운데 \(peer) 노드가 없음: \(address) 주소를 쓸 수 있는 피어가 없음"
        + (outside.isEmpty ? "" : ", \(place)에 있는 피어도 없음")
        + ". WireGuard는 그곳으로 보내지도, 그 핸드셰이크에 응답하지도 않음")
  }

  var remedy: Translated {
    Translated(
      en: "add \(peer) to the peers of \(device) on \(node), with its public key, its endpoint and "
        + "\(address)/\(bits) as AllowedIPs, and look at what took it away (`wg-quick`'s file, the mesh's controller)",
      ko: "\(node) 노드의 \(device) 피어에 \(peer) 노드를 공개 키, 엔드포인트, AllowedIPs \(address)/\(bits)와 함께 추가하고, 무엇이 "
        + "지웠는지(`wg-quick` 파일, 메시 컨트롤러) 확인하십시오")
  }

  private var bits: Int { address.contains(":") ? 128 : 32 }

  var commands: [RemedyCommand] {
    let endpoint = outside.first.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "ADDRESS"
    return [
      .host(node, "wg show \(device)"), .host(peer, "wg show \(device) public-key; wg show \(device) listen-port"),
      .host(
        node,
        "wg set \(device) peer PUBLIC-KEY-OF-\(peer) endpoint \(endpoint):PORT allowed-ips \(address)/\(bits)"),
    ]
  }

  static let page = FindingPage(
    title: "the other node is no WireGuard peer",
    meaning:
      "The nodes' own traffic goes over a WireGuard device, and none of its peers on the node is the other node: none has "
      + "its address in its AllowedIPs, each has others, and none is where the other node is. With an entry that is there "
      + "and lacks the address it is `peer-allowed-ips-short`.",
    confirm: [
      .init("On `NODE`: no peer with the other node's public key.", "wg show DEVICE"),
      .init("On the other one: its key.", "wg show DEVICE public-key"),
    ],
    mend: [
      .init(
        "Add it.", "wg set DEVICE peer PUBLIC-KEY endpoint OTHER-NODE:PORT allowed-ips ADDRESS/32"),
      .init("Write it into what makes the device: `wg-quick`'s file, the mesh's controller."),
    ])
}
