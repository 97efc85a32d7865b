/// `cilium-dbg node list`, as text and JSON.
enum NodeListFormat {
  static func text(_ facts: AgentFacts) -> String {
    let header = ["Name", "IPv4 Address", "Endpoint CIDR", "IPv6 Address", "Endpoint CIDR", "Source"]
    let rows = facts.nodes.sorted { $0.name < $1.name }.map {
      [facts.qualifiedName($0.name), $0.nodeIP, $0.podCIDR, "", "", source($0)]
    }
    return TabWriter().format(rows: [header] + rows)
  }

  static func json(_ facts: AgentFacts) -> GoJSON {
    // Peers first, this node last, as recorded; Cilium's own order is that of a map.
    let nodes = facts.nodes.filter { !$0.isLocal } + facts.nodes.filter(\.isLocal)
    return .array(nodes.map { node(facts, $0) })
  }

  private static func node(_ facts: AgentFacts, _ node: AgentFacts.NodeFact) -> GoJSON {
    var health: GoJSON = ["ipv4": .object([]), "ipv6": .object([])]
    if let healthIP = node.healthIP {
      health = ["ipv4": ["enabled": true, "ip": .string(healthIP)], "ipv6": .object([])]
    }
    return [
      "health-endpoint-address": health,
      "name": .string(facts.qualifiedName(node.name)),
      "primary-address": [
        "ipv4": ["alloc-range": .string(node.podCIDR), "enabled": true, "ip": .string(node.nodeIP)],
        "ipv6": .object([]),
      ],
      "secondary-addresses": .array(node.ciliumInternalIP.map { [["ip": .string($0)]] } ?? []),
      "source": .string(source(node)),
    ]
  }

  private static func source(_ node: AgentFacts.NodeFact) -> String { node.isLocal ? "local" : "custom-resource" }
}
