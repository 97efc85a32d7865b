/// A WireGuard peer that is another node has not shaken hands for longer than a session lasts.
struct HandshakeStale: Finding {
  /// On which node.
  var node: String
  /// The other node.
  var peer: String
  /// Whose overlay it is.
  var overlay: String
  /// Its device.
  var device: String
  /// How long ago the last handshake was, in seconds; `nil` for never.
  var seconds: Int?
  /// Where the node sends to; `nil` where it does not know.
  var endpoint: String?
  /// The commands that show its peers.
  var shownBy: String

  static let code = FindingCode.handshakeStale
  static let example = HandshakeStale(
    node: "instance-master", peer: "instance-worker", overlay: "WireGuard", device: "wg0", seconds: 640,
    endpoint: "203.0.113.5:51820", shownBy: "`wg show wg0`")

  var cause: Translated {
    let place =
      endpoint.map { (en: " at \($0)", ko: "\($0) ") } ?? (en: ", of which no endpoint is known", ko: "종단점을 모르는 ")
    return seconds.map { seconds in
      Translated(
        en:
          "\(overlay) on \(node) (\(device)) last shook hands with \(peer)\(place.en) \(seconds) s ago; a session lasts "
          + "180 s, so there is none",
        ko: "\(node) 노드의 \(overlay)(\(device))가 \(place.ko)\(peer) 노드와 마지막으로 핸드셰이크한 것이 \(seconds)초 전임. 세션은 "
          + "180초 동안 유지되므로 세션이 없음")
    }
      ?? Translated(
        en: "\(overlay) on \(node) (\(device)) has never shaken hands with \(peer)\(place.en)",
        ko: "\(node) 노드의 \(overlay)(\(device))가 \(place.ko)\(peer) 노드와 핸드셰이크한 적이 없음")
  }

  var remedy: Translated {
    Translated(
      en:
        "let UDP pass between the two, in both directions and to the right endpoint; compare public keys; on a node behind "
        + "NAT set PersistentKeepalive = 25 (\(shownBy))",
      ko: "두 노드 사이에 UDP가 양방향으로, 올바른 종단점까지 지나가게 하고, 공개 키를 비교하고, NAT 뒤의 노드에는 PersistentKeepalive = 25를 "
        + "설정하십시오(\(shownBy))")
  }

  var commands: [RemedyCommand] {
    [.host(node, "wg show \(device)"), .host(peer, "wg show")]
  }

  static let page = FindingPage(
    title: "WireGuard has no session with another node",
    meaning: "Peers that exchange anything shake hands every two minutes, and keys are used for three at most. A last "
      + "handshake that is older means that what was sent since is not answered, or that nothing was sent: it is named as "
      + "the cause of a path only where that fails, and not at all where the node's host reaches the other one.",
    confirm: [
      .init("On `NODE`: the latest handshake is old, or there is no such line.", "wg show DEVICE"),
      .init("On `NODE`: messages leave and no answer comes.", "tcpdump -ni any udp port 51820"),
    ],
    mend: [
      .init("Let the UDP port of the overlay pass the networks between the nodes."),
      .init("Set the peer's endpoint and public key anew.", "wg set DEVICE peer KEY endpoint ADDRESS:PORT"),
    ])
}
