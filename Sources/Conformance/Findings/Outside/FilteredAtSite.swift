/// What several nodes send outside by one gateway gets no answer, which nodes behind others do.
struct FilteredAtSite: Finding {
  /// The nodes behind the gateway.
  var nodes: [String]
  /// Its address.
  var gateway: String
  /// The kind of traffic; nil where it is every kind.
  var traffic: TrafficKind?

  static let code = FindingCode.filteredAtSite
  static let example = FilteredAtSite(nodes: ["worker-1", "worker-2"], gateway: "10.0.1.1", traffic: .https)

  /// So many nodes are named: a site may have hundreds.
  private static let mostNamed = 4

  private var named: String {
    let more = nodes.count - Self.mostNamed
    return nodes.prefix(Self.mostNamed).joined(separator: ", ") + (more > 0 ? " + \(more)" : "")
  }

  var cause: Translated {
    Translated(
      en:
        "\(traffic?.title ?? "nothing") of the nodes behind \(gateway) (\(named)) gets \(traffic == nil ? "an" : "no") "
        + "answer from outside, while nodes behind other gateways get one: it is dropped at the gateway or beyond it",
      ko: "게이트웨이 \(gateway) 뒤의 노드(\(named))에서 나가는 \(traffic?.title ?? "모든") 트래픽은 외부 응답을 받지 못하지만 다른 게이트웨이 뒤의 노드는 "
        + "받음: 게이트웨이나 그 너머에서 버려짐")
  }

  var remedy: Translated {
    Translated(
      en: "look at what the network of \(gateway) lets out: route table, NAT gateway, security lists, firewall",
      ko: "\(gateway)의 네트워크가 무엇을 내보내는지 확인하십시오: 라우트 테이블, NAT 게이트웨이, 보안 목록, 방화벽")
  }

  var commands: [RemedyCommand] {
    nodes.prefix(1).flatMap { node -> [RemedyCommand] in
      [
        .host(node, "ip route get 8.8.8.8"),
        .host(node, "curl -4 -sm 5 https://api.ipify.org; nslookup google.com 8.8.8.8; ping -c 1 8.8.8.8"),
      ]
    }
  }

  static let page = FindingPage(
    title: "what leaves by one gateway is dropped",
    meaning:
      "Several nodes leave their network by the same gateway, none of them gets an answer from outside (of one kind of "
      + "traffic, or of any), and nodes behind another gateway do. One cause at the gateway explains it, where one for each "
      + "node would be many.",
    confirm: [
      .init(
        "On `NODE`: from the host.",
        "curl -4 -sm 5 https://api.ipify.org; nslookup google.com 8.8.8.8; ping -c 1 8.8.8.8"),
      .init("On `OTHER-NODE`, behind another gateway: the same works.", "curl -4 -sm 5 https://api.ipify.org"),
    ],
    mend: [
      .init(
        "In the network of the gateway: the subnet's route table must lead to a NAT or internet gateway, and security lists, "
          + "network policies of the cloud and firewalls must let the kind out.")
    ])
}
