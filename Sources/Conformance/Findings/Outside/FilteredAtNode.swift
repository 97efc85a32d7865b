/// One node's traffic of a kind gets no answer from outside, which others, or its other traffic, do.
struct FilteredAtNode: Finding {
  /// Whose.
  var node: String
  /// Of which kind.
  var traffic: TrafficKind
  /// Whether the node's own network got no answer either; false where it was not asked.
  var isHostSilent: Bool

  static let code = FindingCode.filteredAtNode
  static let example = FilteredAtNode(node: "instance-worker", traffic: .https, isHostSilent: true)

  var cause: Translated {
    let who = Translated(
      en: isHostSilent ? ", neither pods' nor that of the node's own network" : "",
      ko: isHostSilent ? "파드에서도 노드 자체의 네트워크에서도 " : "")
    return Translated(
      en:
        "\(traffic.title) from \(node) gets no answer from outside\(who.en), while other traffic does: it is dropped on "
        + "the node or on its network's way out",
      ko: "\(node) 노드의 \(traffic.title) 트래픽은 \(who.ko)외부 응답을 받지 못하지만 다른 트래픽은 받음: 노드나 그 네트워크의 "
        + "출구에서 버려짐")
  }

  var remedy: Translated {
    Translated(
      en: "look for rules and routes on \(node) that take it (`ip rule`, `ip route show table all`, `nft list "
        + "ruleset`), then at what its network lets out (VCN security lists, NAT gateway, firewall)",
      ko: "\(node) 노드에서 이를 가로채는 규칙과 경로(`ip rule`, `ip route show table all`, `nft list ruleset`)를 찾고, 네트워크가 "
        + "무엇을 내보내는지(VCN 보안 목록, NAT 게이트웨이, 방화벽) 확인")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "ip rule"), .host(node, "ip route show table all"), .host(node, "nft list ruleset"),
    ]
  }

  static let page = FindingPage(
    title: "a node's traffic of one kind is dropped on its way out",
    meaning: "Ping, DNS or HTTPS from one node gets no answer from outside, while other nodes get one, or the "
      + "node's other traffic does. The server is up: what is lost is lost on this node, or on its network's "
      + "way out.",
    confirm: [
      .init(
        "On `NODE`: from the host.",
        "curl -4 -sm 5 https://api.ipify.org; nslookup google.com 8.8.8.8; ping -c 1 8.8.8.8"),
      .init(
        "On `OTHER-NODE`: the same works.",
        "curl -4 -sm 5 https://api.ipify.org"),
      .init(
        "On `NODE`: rules and routes that take it.",
        "ip rule; ip route show table all; nft list ruleset"),
    ],
    mend: [
      .init(
        "Remove the rule, or let the kind out of the node's network: security lists, NAT gateway, "
          + "firewall.",
        "ip rule del pref PRIORITY")
    ])
}
