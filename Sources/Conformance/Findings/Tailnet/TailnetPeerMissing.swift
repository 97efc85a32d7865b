/// A node's tailnet has no peer with another node's address.
struct TailnetPeerMissing: Finding {
  /// On which node.
  var node: String
  /// The node that is missing.
  var peer: String
  /// Its address.
  var address: String

  static let code = FindingCode.tailnetPeerMissing
  static let example = TailnetPeerMissing(node: "instance-master", peer: "instance-worker", address: "100.64.0.2")

  var cause: Translated {
    Translated(
      en: "the tailnet shows \(node) nobody with \(address), the node IP of \(peer)",
      ko: "\(node) 노드의 tailnet에 \(peer) 노드의 IP인 \(address) 주소를 가진 피어가 없음")
  }

  var remedy: Translated {
    Translated(
      en: "see that \(peer) is in the same tailnet and still has that address, and that the access rules (ACLs) let "
        + "\(node) reach it: nodes without a rule for each other are not shown to each other",
      ko: "\(peer) 노드가 같은 tailnet에 있고 그 주소를 그대로 가지는지, 접근 규칙(ACL)이 \(node) 노드에서 그 노드로의 접근을 허용하는지 "
        + "확인하십시오. 서로를 위한 규칙이 없는 노드는 서로에게 보이지 않습니다")
  }

  var commands: [RemedyCommand] { [.host(node, "tailscale status"), .host(peer, "tailscale ip")] }

  static let page = FindingPage(
    title: "a node is missing in the tailnet",
    meaning: "The control server tells each node only of those that its access rules let it reach. A node that was "
      + "removed, logged into another tailnet, got another address, or for which no rule stands, is unknown to the others.",
    confirm: [
      .init("On `NODE`: the other one is not among its peers.", "tailscale status"),
      .init("On the other one: its addresses.", "tailscale ip"),
    ],
    mend: [
      .init("Let the access rules allow every node of the cluster every other one, all ports and ICMP."),
      .init("On the other one: log it into the tailnet.", "tailscale up"),
    ])
}
