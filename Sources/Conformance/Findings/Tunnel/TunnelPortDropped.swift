/// A node's own firewall drops the tunnel's packets.
struct TunnelPortDropped: Finding {
  /// The node.
  var node: String
  /// What was seen.
  var seen: String

  static let code = FindingCode.tunnelPortDropped
  static let example = TunnelPortDropped(node: "instance-worker", seen: "a rule of INPUT drops UDP 8472")

  var cause: Translated {
    Translated(
      en: "\(seen) on \(node): nothing that pods of other nodes send to its pods arrives",
      ko: "\(node)에서: \(seen). 다른 노드의 파드가 이 노드의 파드로 보내는 것은 도달하지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "remove the rule, or let the tunnel's port in before it, from the other nodes' addresses",
      ko: "그 규칙을 지우거나, 그 앞에서 다른 노드의 주소로부터 오는 터널 포트를 허용하십시오")
  }

  var commands: [RemedyCommand] { [.host(node, "iptables -S INPUT")] }

  static let page = FindingPage(
    title: "a node's firewall drops the tunnel's packets",
    meaning:
      "A rule of iptables' INPUT chain drops every packet to the tunnel's port, whoever sends it. Pods of other nodes "
      + "do not reach the node's pods; the nodes' own addresses answer as before.",
    confirm: [
      .init("On `NODE`: the rule, with how many packets it has met.", "iptables-save -c | grep -w 8472")
    ],
    mend: [
      .init(
        "Let the port in before the rule, or remove the rule.", "iptables -I INPUT -p udp --dport 8472 -j ACCEPT")
    ])
}
